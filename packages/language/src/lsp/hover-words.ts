import { awsMachineTypes, type MachineType } from '@netk/engine';
import type { AstNode } from 'langium';
import { isHost, isNode, isNodeGroup, isSetting, type Setting } from '../generated/ast.ts';
import { componentRegistry, settingsOfBlock } from '../words/place-of.ts';
import { registryOf } from '../words/registries.ts';
import type { StatementWord } from '../words/statements.ts';
import { type SettingWord, settingNamed } from '../words/word.ts';

/** A line of code in Markdown. */
export const code = (text: string): string => `\`\`\`netk\n${text}\n\`\`\``;

/** How a statement is written, and what it is. */
export const statementHover = ({ usage, doc }: StatementWord): string => `${code(usage)}\n${doc}`;

/** What a setting means, the values that it takes, and its default. */
export function settingWordHover({ name, doc, values, default: fallback }: SettingWord): string {
  const takes = values ? `\n\nTakes ${values.map((value) => `\`${value}\``).join(', ')}.` : '';
  const unless = fallback === undefined ? '' : ` Default: \`${fallback}\`.`;
  return `**${name}** — ${doc}${takes}${unless}`;
}

/** What a setting of a file means. */
export function settingHover(node: Setting): string | undefined {
  const word = node.$container && settingNamed(settingsOfBlock(node.$container), node.key);
  return word && settingWordHover(word);
}

/** What the limits of an instance type are. */
export function machineHover({ name, limits }: MachineType): string {
  if (!limits) return `**${name}** — AWS publishes no limits for this instance type.`;
  const { enis, addressesPerEni, maxPods } = limits;
  return [
    `**${name}** — ${enis} network interfaces, ${addressesPerEni} IPv4 addresses on each`,
    `Pods with secondary addresses: ${enis} × (${addressesPerEni} − 1) + 2 = **${maxPods}**`,
  ].join('\n\n');
}

/** What a word from a registry means, where a property of a node has one. */
export function registryHover(node: AstNode, property: string, word: string): string | undefined {
  if ((isNode(node) || isNodeGroup(node) || isHost(node)) && property === 'machine') {
    const type = awsMachineTypes.get(word);
    return type ? machineHover(type) : `**${word}** — no known instance type`;
  }
  const registry =
    isSetting(node) && property === 'values' ? componentRegistry(node.key) : registryOf(node.$type, property);
  const found = registry?.words.find(({ name }) => name.toLowerCase() === word.toLowerCase());
  return found && `**${found.name}** — ${found.doc}`;
}

import { awsMachineTypes, icmpNames, isIcmp } from '@netk/engine';
import type { LangiumDocument } from 'langium';
import { deepestBlock } from '../syntax/limits.ts';
import { enclosingWords, wordOfBlock } from '../text/enclosing-words.ts';
import { componentRegistry } from '../words/place-of.ts';
import { registryOf } from '../words/registries.ts';
import { settingsIn } from '../words/settings.ts';
import { statementWords } from '../words/statements.ts';
import { type SettingWord, settingNamed, type Word } from '../words/word.ts';
import { cloudAt } from './cloud-words.ts';

/** The settings that may stand in the innermost of some blocks, from their headers. */
function settingsUnder([inner, ...outer]: readonly string[]): readonly SettingWord[] {
  if (inner === undefined) return settingsIn('file');
  const word = wordOfBlock(inner);
  if (statementWords.some((statement) => statement.word === word)) return settingsIn(word);
  return settingNamed(settingsUnder(outer), word)?.block ?? [];
}

const machines: readonly Word[] = [...awsMachineTypes.values()].map(({ name, limits }) => ({
  name,
  doc: limits ? `${limits.enis} interfaces, ${limits.addressesPerEni} addresses on each, ${limits.maxPods} pods` : '',
}));

/** The messages of the ICMP before the caret: `icmp/…`. */
function messages(before: string): Word[] {
  const protocol = /([\w-]+)\s*\/\s*$/.exec(before.slice(-40))?.[1]?.toLowerCase();
  const icmp = protocol === 'ipv6-icmp' ? 'icmpv6' : protocol;
  if (icmp === undefined || !isIcmp(icmp)) return [];
  return icmpNames[icmp].map(({ name, message: { type, code } }) => ({
    name,
    doc: code === undefined ? `Type ${type}.` : `Type ${type}, code ${code}.`,
  }));
}

/** The words that can stand at a property of a statement that begins before the offset. */
export function completeWords(
  type: string,
  property: string,
  document: LangiumDocument,
  offset: number,
): readonly Word[] {
  const { head, headers } = enclosingWords(document.textDocument.getText(), offset);
  if (headers.length > deepestBlock) return [];
  if (type === 'Setting' && property === 'key') return settingsUnder(headers);
  if (type === 'Setting') {
    const registry = componentRegistry(head);
    if (registry) return registry.words;
    const values = settingNamed(settingsUnder(headers), head)?.values ?? [];
    return values.filter((value) => /^[\w.-]+$/.test(value)).map((name) => ({ name, doc: '' }));
  }
  if (property === 'machine')
    return ['aws', undefined].includes(cloudAt(document.textDocument.getText(), headers)) ? machines : [];
  if (type === 'PortSpec' && property === 'named') return messages(document.textDocument.getText().slice(0, offset));
  return registryOf(type, property)?.words ?? [];
}

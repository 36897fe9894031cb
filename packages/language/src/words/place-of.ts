import type { AstNode } from 'langium';
import { isGiven, isSetting } from '../generated/ast.ts';
import { cnis, proxyModes } from './names.ts';
import type { Registry } from './registries.ts';
import { settingsIn } from './settings.ts';
import { statementOfType } from './statements.ts';
import { type SettingWord, settingNamed } from './word.ts';

/** The word that a block begins with: `subnet`, `nat-gateway`, `file`. In a `given` block, the kind of what it overlays. */
export function placeOf(block: AstNode): string {
  const { kind } = block as { readonly kind?: unknown };
  if (isGiven(block)) return String(block.kind);
  if (typeof kind === 'string' && statementOfType(block.$type, kind)?.word === kind) return kind;
  return statementOfType(block.$type, undefined)?.word ?? 'file';
}

/** The settings that may stand in a block; undefined when any may. */
export function settingsOfBlock(block: AstNode): readonly SettingWord[] | undefined {
  if (!isSetting(block)) return settingsIn(placeOf(block));
  if (!block.$container) return undefined;
  return settingNamed(settingsOfBlock(block.$container), block.key)?.block;
}

/** The registry of the first value of a component: `cni`, `kube-proxy`. */
export function componentRegistry(key: string): Registry | undefined {
  if (key === 'cni') return { what: 'CNI', words: cnis };
  return key === 'kube-proxy' ? { what: 'mode of kube-proxy', words: proxyModes } : undefined;
}

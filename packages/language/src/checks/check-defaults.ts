import { type AstNode, AstUtils } from 'langium';
import { isGiven, isSetting } from '../generated/ast.ts';
import { settingsOfBlock } from '../words/place-of.ts';
import { settingNamed } from '../words/word.ts';
import type { FixData } from './check-findings.ts';
import { codes, pageOf } from './codes.ts';
import { eachNode } from './each-node.ts';
import { removal } from './remove-statement.ts';

/**
 * Settings whose default depends on more than their block: on the controller, on another setting, or on what stands in
 * the block around. To write them is never too much.
 */
const dependent: ReadonlySet<string> = new Set([
  'ami-type',
  'forwardPolicy',
  'listen-ports',
  'neg',
  'scheme',
  'target-type',
]);

/** NK133: settings that say what holds without them. In a `given` block they may take something back. */
export const checkDefaults = eachNode((node: AstNode, accept) => {
  if (!isSetting(node) || !node.$container || node.settings.length > 0 || dependent.has(node.key)) return;
  const word = settingNamed(settingsOfBlock(node.$container), node.key);
  if (word?.default === undefined || node.values.map(String).join(' ') !== word.default) return;
  if (AstUtils.getContainerOfType(node, isGiven)) return;
  accept('hint', `${node.key} ${word.default} is the same as the default`, {
    node,
    code: codes.default,
    codeDescription: pageOf(codes.default),
    data: { code: codes.default, fixes: removal(node, `Remove this ${node.key}`) } satisfies FixData,
  });
});

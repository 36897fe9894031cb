import { secondsOf } from '@netk/engine';
import { AstUtils, GrammarUtils } from 'langium';
import { isSetting, type Setting } from '../generated/ast.ts';
import { settingsOfBlock } from '../words/place-of.ts';
import { settingNamed } from '../words/word.ts';
import type { FixData } from './check-findings.ts';
import { codes, pageOf } from './codes.ts';
import { eachNode } from './each-node.ts';

/** Seconds that a setting may say, where its system has a limit (ClientIPConfig of the Kubernetes API). */
const limits: ReadonlyMap<string, readonly [least: number, most: number, words: string]> = new Map([
  ['sessionAffinityTimeout', [1, 86_400, '1s to 24h']],
]);

/** NK028: a setting that is a duration says one, with its unit. */
export const checkDurations = eachNode((node, accept) => {
  if (!isSetting(node) || !node.$container || node.values.length === 0) return;
  const word = settingNamed(settingsOfBlock(node.$container), node.key);
  if (word?.values?.[0] !== 'a duration') return;
  const text = String(node.values[0]);
  const wrong = wrongIn(node, text);
  if (!wrong) return;
  const { severity, message } = wrong;
  const unit = node.$cstNode && /^\d+$/.test(text) ? withUnit(node, text) : [];
  accept(severity, message, {
    node,
    property: 'values',
    index: 0,
    code: codes.duration,
    codeDescription: pageOf(codes.duration),
    data: { code: codes.duration, fixes: unit } satisfies FixData,
  });
});

function wrongIn({ key }: Setting, text: string): { severity: 'error' | 'warning'; message: string } | undefined {
  const seconds = secondsOf(text);
  if (seconds === undefined)
    return {
      severity: 'error',
      message: `${text} is no duration: write a number with ms, s, m, h or d, as in 600s or 1h30m`,
    };
  const [least, most, words] = limits.get(key) ?? [0, Number.POSITIVE_INFINITY, ''];
  if (seconds < least || seconds > most || (least === 1 && !Number.isInteger(seconds)))
    return { severity: 'error', message: `${key} ${text} is not in ${words}, in whole seconds` };
  if (/^\d+$/.test(text)) return { severity: 'warning', message: `${text} has no unit: it is read as ${text}s` };
  return undefined;
}

/** The fix that writes the unit which is read without one. */
function withUnit(node: Setting, text: string): FixData['fixes'] {
  const value = GrammarUtils.findNodeForProperty(node.$cstNode, 'values', 0);
  const { uri } = AstUtils.getDocument(node);
  return value
    ? [
        {
          title: `Write ${text}s`,
          safe: true,
          edits: { [uri.toString()]: [{ range: value.range, newText: `${text}s` }] },
        },
      ]
    : [];
}

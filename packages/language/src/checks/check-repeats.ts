import { type AstNode, AstUtils, type ValidationAcceptor } from 'langium';
import { DiagnosticTag } from 'vscode-languageserver-types';
import { isSelector, isSetting, isUseNetworkAcl, isUseRouteTable } from '../generated/ast.ts';
import { settingsOfBlock } from '../words/place-of.ts';
import { settingNamed } from '../words/word.ts';
import type { FixData } from './check-findings.ts';
import { codes, pageOf } from './codes.ts';
import { eachNode } from './each-node.ts';
import { removal } from './remove-statement.ts';

/** Settings that say one more thing each time they are written. */
const manyTimes: ReadonlySet<string> = new Set([
  'certificate-arn',
  'conditions.',
  'entry',
  'header',
  'hostPort',
  'podAntiAffinity',
  'prefix',
  'range',
  'response',
  'secondary-range',
  'taints',
  'targetGroups',
  'topologySpread',
]);

/** What a statement says of its block that can be said once: its word; undefined for other statements. */
function saidOnce(node: AstNode): string | undefined {
  if (isSelector(node)) return node.kind;
  if (isUseNetworkAcl(node)) return 'network-acl';
  if (isUseRouteTable(node)) return 'route-table';
  if (!isSetting(node) || !node.key || !node.$container) return undefined;
  const word = settingNamed(settingsOfBlock(node.$container), node.key);
  return word && !manyTimes.has(word.name) ? node.key : undefined;
}

/** Statements of one block of which the last one counts: the ones before have no effect, and can go. */
export const checkRepeats = eachNode((block, accept) => {
  const { items, settings } = block as { readonly items?: readonly AstNode[]; readonly settings?: readonly AstNode[] };
  const last = new Map<string, AstNode>();
  for (const node of (items ?? settings ?? []).toReversed()) {
    const word = saidOnce(node);
    if (word === undefined) continue;
    const later = last.get(word);
    if (!later) last.set(word, node);
    else report(node, word, later, accept);
  }
});

function report(node: AstNode, word: string, later: AstNode, accept: ValidationAcceptor): void {
  const uri = AstUtils.getDocument(node).uri.toString();
  const range = node.$cstNode?.range;
  const other = later.$cstNode?.range;
  if (!range || !other) return;
  accept('warning', `${word} is written again below, and the last one counts: this one has no effect`, {
    node,
    range,
    tags: [DiagnosticTag.Unnecessary],
    code: codes.duplicate,
    codeDescription: pageOf(codes.duplicate),
    relatedInformation: [{ location: { uri, range: other }, message: 'the one that counts' }],
    data: { code: codes.duplicate, fixes: removal(node, `Remove this ${word}`) } satisfies FixData,
  });
}

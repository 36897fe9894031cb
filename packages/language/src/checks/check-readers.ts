import { type AstNode, AstUtils, type ValidationAcceptor } from 'langium';
import { DiagnosticTag } from 'vscode-languageserver-types';
import { isCluster, isGiven, isSetting, isVpc, type NetkFile } from '../generated/ast.ts';
import { perPart } from '../syntax/tree-nodes.ts';
import { placeOf } from '../words/place-of.ts';
import { type Readers, readers } from '../words/readers.ts';
import type { FixData } from './check-findings.ts';
import { codes, pageOf } from './codes.ts';
import { removal } from './remove-statement.ts';

/** What there is in the place of a setting's reader; undefined: it is not written, and the platform decides. */
function presentAt(block: AstNode, what: Readers['what']): string | undefined {
  if (isSetting(block)) return block.values[0] === undefined ? undefined : String(block.values[0]);
  if (what === 'cloud') return AstUtils.getContainerOfType(block, isVpc)?.cloud;
  return what === 'platform' ? AstUtils.getContainerOfType(block, isCluster)?.platform : undefined;
}

/** Settings that not everything reads. */
const settingsIn = perPart((node) => {
  if (!isSetting(node) || !node.key || !node.$container) return [];
  const block = node.$container;
  const reader = readers[isSetting(block) ? block.key : placeOf(block)]?.get(node.key);
  return reader && !AstUtils.getContainerOfType(node, isGiven) ? [{ node, block, reader }] : [];
});

/** NK135: settings that something else reads than what is there. In `given` blocks another one may be there. */
export function checkReaders(file: NetkFile, accept: ValidationAcceptor): void {
  for (const { node, block, reader } of settingsIn(file)) {
    const { what, names } = reader;
    const present = presentAt(block, what);
    if (present === undefined || names.includes(present)) continue;
    accept('info', `${node.key} has no effect here: ${what} ${names.join(' or ')} reads it, and this is ${present}`, {
      node,
      tags: [DiagnosticTag.Unnecessary],
      code: codes.noEffect,
      codeDescription: pageOf(codes.noEffect),
      data: { code: codes.noEffect, fixes: removal(node, `Remove this ${node.key}`) } satisfies FixData,
    });
  }
}

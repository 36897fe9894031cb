import type { ValidationAcceptor } from 'langium';
import { isExpect, isWalk, type NetkFile } from '../generated/ast.ts';
import { originOfNode } from '../topology/origin.ts';
import { codes, pageOf } from './codes.ts';

/** NK130: walks that expect nothing. They are answered, and nobody notices when the answer becomes another one. */
export function checkWalks(file: NetkFile, accept: ValidationAcceptor): void {
  for (const node of file.items) {
    if (!isWalk(node) || !node.from || !node.to || node.items.some(isExpect)) continue;
    accept('hint', 'this walk expects nothing: no test of it can fail', {
      node,
      range: originOfNode(node).name,
      code: codes.noExpectation,
      codeDescription: pageOf(codes.noExpectation),
    });
  }
}

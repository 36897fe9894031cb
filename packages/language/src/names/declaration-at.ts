import { AstUtils, CstUtils, isReference, type LangiumDocument, type Reference } from 'langium';
import type { Position } from 'vscode-languageserver-types';
import type { Declaration } from './declaration.ts';
import { declarationOf } from './linker.ts';

/** The reference under a position of a document. */
export function referenceAt(document: LangiumDocument, position: Position): Reference | undefined {
  const root = document.parseResult.value.$cstNode;
  if (!root) return undefined;
  const offset = document.textDocument.offsetAt(position);
  const leaf = CstUtils.findLeafNodeAtOffset(root, offset) ?? CstUtils.findLeafNodeAtOffset(root, offset - 1);
  if (!leaf) return undefined;
  for (const { reference } of AstUtils.streamReferences(leaf.astNode)) {
    const at = reference.$refNode;
    if (at && at.offset <= offset && offset <= at.end && isReference(reference)) return reference;
  }
  return undefined;
}

/** What the reference under a position means. */
export const declarationAt = (document: LangiumDocument, position: Position): Declaration | undefined =>
  declarationOf(referenceAt(document, position));

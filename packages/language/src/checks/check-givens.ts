import type { AstNode, ValidationAcceptor } from 'langium';
import { isGiven, isSetting, isWalk, type NetkFile } from '../generated/ast.ts';
import { treeNodes } from '../syntax/tree-nodes.ts';
import { placeOf } from '../words/place-of.ts';
import { statementOfType, statementWords } from '../words/statements.ts';
import type { FixData } from './check-findings.ts';
import { codes, pageOf } from './codes.ts';
import { cannotChange } from './explain.ts';
import { removal } from './remove-statement.ts';

/** A word of a statement as it is written: `ingress`, `labels`. */
function wordOf(item: AstNode): string {
  const { kind, direction } = item as { readonly kind?: string; readonly direction?: string };
  return statementOfType(item.$type, kind ?? direction)?.word ?? item.$type.toLowerCase();
}

/** Whether a block takes a statement, of which the grammar has one shape for several words. */
function belongs(item: AstNode, block: AstNode): boolean {
  const [word, place] = [wordOf(item), placeOf(block)];
  const isHere = (inside: readonly string[]) => inside.includes(place) || (isGiven(block) && inside.includes('given'));
  return statementWords.some((row) => row.type === item.$type && row.word === word && isHere(row.inside));
}

/** The statements of a block. */
const itemsOf = (block: AstNode): readonly AstNode[] => (block as { readonly items?: readonly AstNode[] }).items ?? [];

/** NK140: statements that the blocks of a `given` have not. Settings are checked as everywhere. */
export function checkGivens(file: NetkFile, accept: ValidationAcceptor): void {
  for (const block of file.items.filter(isWalk).flatMap((walk) => walk.items.filter(isGiven).flatMap(treeNodes))) {
    for (const node of itemsOf(block)) {
      if (isSetting(node) || belongs(node, block)) continue;
      const word = wordOf(node);
      accept('error', `${placeOf(block)} has no '${word}'${cannotChange}`, {
        node,
        code: codes.given,
        codeDescription: pageOf(codes.given),
        data: { code: codes.given, fixes: removal(node, `Remove this ${word}`) } satisfies FixData,
      });
    }
  }
}

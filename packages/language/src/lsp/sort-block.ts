import { type AstNode, AstUtils, type CstNode, type TextDocument } from 'langium';
import type { Position, TextEdit } from 'vscode-languageserver-types';
import { firstMisplaced, orderOf, rankOf } from '../checks/canonical-order.ts';
import { treeNodes } from '../syntax/tree-nodes.ts';
import { originOfNode } from '../topology/origin.ts';

interface Block extends AstNode {
  readonly items: readonly AstNode[];
}

/** Statements that move together, with the lines above them, and their place in the order. */
interface Piece {
  readonly text: string;
  readonly rank: number;
}

const sorted = (pieces: readonly Piece[]): string[] =>
  pieces.toSorted((a, b) => a.rank - b.rank).map(({ text }) => text);

/** Whole lines: a statement, what stands behind it on its last line, and comments and empty lines above it. */
function linesOf(text: string, from: number, to: number, statements: readonly (readonly [CstNode, number])[]): Piece[] {
  const pieces: Piece[] = [];
  let start = from;
  for (const [{ offset, end }, rank] of statements) {
    const lineEnd = text.indexOf('\n', end) + 1;
    const last = pieces.at(-1);
    if (offset < start && last) {
      // two statements on one line
      const longer = Math.max(start, lineEnd);
      pieces[pieces.length - 1] = { text: last.text + text.slice(start, longer), rank: last.rank };
      start = longer;
      continue;
    }
    pieces.push({ text: text.slice(start, Math.min(lineEnd, to)), rank });
    start = lineEnd;
  }
  return pieces;
}

function sortedBlock(block: Block, document: TextDocument): TextEdit | undefined {
  const order = orderOf(block);
  const begin = originOfNode(block).block;
  const cst = block.$cstNode;
  if (!order || !begin || !cst) return undefined;
  let rank = 0;
  const statements = block.items.flatMap((item) => {
    rank = rankOf(item, order) ?? rank;
    return item.$cstNode ? [[item.$cstNode, rank] as const] : [];
  });
  const text = document.getText();
  const [from, to] = [document.offsetAt(begin), cst.end - 1];
  if (text[to] !== '}' || statements.length < 2) return undefined;
  if (!text.slice(from, to).includes('\n')) {
    if (/\/[/*]/.test(text.slice(from, to))) return undefined;
    const pieces = statements.map(([node, rank]) => ({ text: node.text, rank }));
    const range = { start: begin, end: document.positionAt(to) };
    return { range, newText: ` ${sorted(pieces).join('; ')} ` };
  }
  const first = text.indexOf('\n', from) + 1;
  const last = text.lastIndexOf('\n', to - 1) + 1;
  // A statement beside a brace has no line of its own.
  if (statements[0]![0].offset < first || statements.at(-1)![0].end > last) return undefined;
  const pieces = linesOf(text, first, last, statements);
  const moved = pieces.reduce((length, piece) => length + piece.text.length, 0);
  const range = { start: document.positionAt(first), end: document.positionAt(first + moved) };
  return {
    range,
    newText: sorted(pieces)
      .join('')
      .replace(/^(?:[ \t]*\r?\n)+/, ''),
  };
}

/** Puts the statements of a block into the usual order; the block is the one whose misplaced statement begins there. */
export function sortBlockAt(root: AstNode, at: Position): TextEdit | undefined {
  for (const node of treeNodes(root)) {
    const order = orderOf(node);
    const found = order && firstMisplaced((node as Block).items, order);
    const start = found && originOfNode(found.node).range.start;
    if (start?.line === at.line && start.character === at.character)
      return sortedBlock(node as Block, AstUtils.getDocument(root).textDocument);
  }
  return undefined;
}

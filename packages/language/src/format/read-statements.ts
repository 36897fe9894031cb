import type { LexerResult } from 'langium';
import { type Block, type Comment, type Piece, pieceOf, type Statement } from './statement.ts';

const isComment = ({ type }: Piece): boolean => type === '//' || type === '/*';

/** Reads statements, blocks and comments from the tokens of a file. The grammar is not asked: a line is a line. */
export function readStatements({ tokens, hidden }: LexerResult): Block {
  const pieces = [
    ...tokens.map((token) => ({ piece: pieceOf(token, false), offset: token.startOffset, order: 0 })),
    ...hidden.map((token) => ({ piece: pieceOf(token, true), offset: token.startOffset, order: 1 })),
  ]
    .sort((a, b) => a.offset - b.offset || a.order - b.order)
    .map(({ piece }) => piece);
  let at = 0;
  let line = 0;
  const peek = (): Piece | undefined => pieces[at];
  const take = (): Piece => {
    const piece = pieces[at] as Piece;
    at += 1;
    line = Math.max(line, piece.endLine);
    return piece;
  };
  const blank = (piece: Piece): boolean => line > 0 && piece.startLine > line + 1;

  /** A comment that begins on the line where the last piece ended. */
  const takeBehind = (): Piece | undefined => {
    const next = peek();
    return next && isComment(next) && next.startLine === line ? take() : undefined;
  };

  const readBlock = (open: number): Block => {
    const behindOpen = open > 0 ? takeBehind() : undefined;
    const statements: Statement[] = [];
    let before: Comment[] = [];
    for (let next = peek(); next && next.type !== '}'; next = peek()) {
      if (next.type === 'EOL') take();
      else if (isComment(next)) {
        const blankBefore = blank(next);
        before.push({ piece: take(), blankBefore });
      } else {
        statements.push(readStatement(before));
        before = [];
      }
    }
    const oneLine = open > 0 && peek()?.endLine === open;
    return { ...(behindOpen ? { behindOpen } : {}), statements, last: before, oneLine };
  };

  const readStatement = (before: readonly Comment[]): Statement => {
    const blankBefore = blank(peek() as Piece);
    const header: Piece[] = [];
    let block: Block | undefined;
    for (let next = peek(); next && next.type !== 'EOL' && next.type !== '}'; next = peek()) {
      if (next.type === '{') {
        block = readBlock(take().startLine);
        if (peek()?.type === '}') take();
        break;
      }
      header.push(take());
    }
    const end = line;
    if (peek()?.type === 'EOL') take();
    line = end;
    const behind = takeBehind();
    return { before, header, blankBefore, ...(block ? { block } : {}), ...(behind ? { behind } : {}) };
  };

  return readBlock(0);
}

import type { IToken } from 'chevrotain';

/** A comment, or a token of a header. */
export interface Piece {
  readonly text: string;
  /** The token type's name; `//` and `/*` for comments. */
  readonly type: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** A statement as the formatter sees it: pieces of its header, its block, and the comments around it. */
export interface Statement {
  /** Comments on lines of their own before it. */
  readonly before: readonly Comment[];
  readonly header: readonly Piece[];
  readonly block?: Block;
  /** A comment behind it on its line. */
  readonly behind?: Piece;
  readonly blankBefore: boolean;
}

export interface Comment {
  readonly piece: Piece;
  readonly blankBefore: boolean;
}

export interface Block {
  /** A comment behind `{` on its line. */
  readonly behindOpen?: Piece;
  readonly statements: readonly Statement[];
  /** Comments before `}`. */
  readonly last: readonly Comment[];
  /** It was written on one line. */
  readonly oneLine: boolean;
}

/** A token or comment of the lexer as a piece. */
export function pieceOf(token: IToken, comment: boolean): Piece {
  const type = comment ? token.image.slice(0, 2) : token.tokenType.name;
  return { text: token.image, type, startLine: token.startLine ?? 0, endLine: token.endLine ?? 0 };
}

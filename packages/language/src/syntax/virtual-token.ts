import { createTokenInstance, type IToken, type TokenType } from 'chevrotain';

/** A token without text, directly behind another one. */
export function virtualToken(type: TokenType, after: IToken): IToken {
  const offset = after.endOffset ?? after.startOffset;
  const line = after.endLine ?? 1;
  const column = after.endColumn ?? 1;
  return createTokenInstance(type, '', offset + 1, offset, line, line, column + 1, column);
}

/** Both end inside a statement that is not over: the next line goes on with it. */
export const goesOn = (token: IToken): boolean => token.image === ',' || token.image === '->';

/** A token stands on a later line than the one before it. */
export const startsLine = (token: IToken, previous: IToken | undefined): boolean =>
  !previous || (token.startLine ?? 0) > (previous.endLine ?? 0);

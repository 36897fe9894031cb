import type { IToken, TokenType } from 'chevrotain';
import type { Braces } from './repair-braces.ts';
import { goesOn, startsLine, virtualToken } from './virtual-token.ts';

/** The token types that the pass over the statement ends looks at. */
export interface StatementTokens extends Braces {
  readonly end: TokenType;
}

/** The opening parentheses that close before their statement or block ends; another one is a mistake of its own line. */
function closedOnes(tokens: readonly IToken[], types: StatementTokens): ReadonlySet<IToken> {
  const closed = new Set<IToken>();
  let open: IToken[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const { tokenType, image } = token;
    if (image === '(' || image === '[') open.push(token);
    else if (image === ')' || image === ']') {
      const opening = open.pop();
      if (opening) closed.add(opening);
    } else if (open.length > 0 && (tokenType === types.open || tokenType === types.close || tokenType === types.end))
      open = [];
  }
  return closed;
}

/**
 * Adds the end of every statement as a token: at a line end, before `}`, at the end of the text. Drops those that end
 * nothing (blank lines, after `{`, `,` and `->`). Inside parentheses a line end means nothing.
 */
export function markStatementEnds(tokens: readonly IToken[], types: StatementTokens, endOfText: boolean): IToken[] {
  const out: IToken[] = [];
  let previous: IToken | undefined;
  const closed = closedOnes(tokens, types);
  let parentheses = 0;
  const nothingOpen = (token: IToken): boolean =>
    token.tokenType === types.end || token.tokenType === types.open || goesOn(token);
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const closing = token.tokenType === types.close;
    if (token.tokenType === types.end) {
      if (!previous || nothingOpen(previous)) continue;
    } else if (previous && !nothingOpen(previous)) {
      const lineEnd = parentheses === 0 && startsLine(token, previous);
      if (closing || (lineEnd && token.tokenType !== types.open)) out.push(virtualToken(types.end, previous));
    } else if (previous && closing && goesOn(previous)) out.push(virtualToken(types.end, previous));
    if (closed.size > 0 && closed.has(token)) parentheses += 1;
    else if (token.image === ')' || token.image === ']') parentheses = Math.max(0, parentheses - 1);
    else if (closing || token.tokenType === types.open) parentheses = 0;
    out.push(token);
    previous = token;
  }
  const over = previous && previous.tokenType !== types.end && previous.tokenType !== types.open;
  if (previous && over && endOfText) out.push(virtualToken(types.end, previous));
  return out;
}

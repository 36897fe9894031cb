import type { ILexingError, IToken, TokenType } from 'chevrotain';
import { blockNouns } from './block-nouns.ts';
import { goesOn, startsLine, virtualToken } from './virtual-token.ts';

/** The token types of `{` and `}`. */
export interface Braces {
  readonly open: TokenType;
  readonly close: TokenType;
}

const columnOf = (token: IToken): number => token.startColumn ?? 1;

const isBrace = (token: IToken | undefined, { open, close }: Braces): boolean =>
  token?.tokenType === open || token?.tokenType === close;

/** Behind a block noun's line without `{` stands a deeper line. */
function lacksBrace(head: IToken | undefined, previous: IToken, token: IToken, braces: Braces): boolean {
  return (
    head !== undefined &&
    columnOf(token) > columnOf(head) &&
    !isBrace(token, braces) &&
    !isBrace(previous, braces) &&
    !goesOn(previous) &&
    blockNouns.has(head.image)
  );
}

/** A `;` directly behind a brace ends nothing: what follows it follows the brace. */
const endsNothing = (token: IToken, previous: IToken | undefined, braces: Braces): boolean =>
  token.image === ';' && isBrace(previous, braces);

/** Whether the braces do not balance. Where they do, no indentation means anything. */
export function bracesNeedRepair(tokens: readonly IToken[], braces: Braces): boolean {
  const { open, close } = braces;
  let depth = 0;
  for (let at = 0; at < tokens.length; at++) {
    const { tokenType } = tokens[at]!;
    if (tokenType === open) depth += 1;
    else if (tokenType === close && --depth < 0) return true;
  }
  return depth !== 0;
}

/**
 * The outermost pairs of braces that are beyond doubt: opened and closed on one line, or closed by a `}` that stands
 * below the first word of the line that opens them. The closing brace of each, by the opening one.
 */
function certainPairs(tokens: readonly IToken[], braces: Braces): ReadonlyMap<IToken, IToken> {
  const pairs = new Map<IToken, IToken>();
  const open: { readonly brace: IToken; readonly indent: number; readonly at: number }[] = [];
  const closed: { readonly brace: IToken; readonly at: number }[] = [];
  let previous: IToken | undefined;
  let head: IToken | undefined;
  for (const [at, token] of tokens.entries()) {
    const first = startsLine(token, previous);
    if (first) head = token;
    if (token.tokenType === braces.open) open.push({ brace: token, indent: columnOf(head ?? token), at });
    else if (token.tokenType === braces.close) {
      const opening = open.pop();
      const oneLine = opening?.brace.startLine === token.startLine;
      if (opening && (oneLine || (first && columnOf(token) === opening.indent))) {
        for (let inner = closed.at(-1); inner && inner.at > opening.at; inner = closed.at(-1)) {
          pairs.delete(inner.brace);
          closed.pop();
        }
        pairs.set(opening.brace, token);
        closed.push(opening);
      }
    }
    previous = token;
  }
  return pairs;
}

/**
 * Adds and drops braces so that they balance and follow the indentation; reports each at the place where it is missing.
 * What stands in a pair that is beyond doubt stays as it is.
 */
export function repairBraces(tokens: readonly IToken[], braces: Braces, errors: ILexingError[]): IToken[] {
  const out: IToken[] = [];
  const stack: { readonly indent: number; readonly line: number | undefined }[] = [];
  let previous: IToken | undefined;
  let head: IToken | undefined;
  const report = (at: IToken, message: string): void => {
    const length = Math.max(1, at.image.length);
    errors.push({ offset: at.startOffset, line: at.startLine, column: at.startColumn, length, message });
  };
  const closeAfter = (token: IToken): void => {
    stack.pop();
    out.push(virtualToken(braces.close, token));
    report(token, "missing '}'");
  };
  const pairs = certainPairs(tokens, braces);
  let within: IToken | undefined;
  for (const token of tokens) {
    const closing = token.tokenType === braces.close;
    const opening = token.tokenType === braces.open;
    if (within !== undefined) {
      if (startsLine(token, previous)) head = token;
      if (token === within) within = undefined;
      out.push(token);
      previous = token;
      continue;
    }
    if (startsLine(token, previous)) {
      const column = columnOf(token);
      if (previous && head && lacksBrace(head, previous, token, braces)) {
        out.push(virtualToken(braces.open, previous));
        stack.push({ indent: columnOf(head), line: head.startLine });
        report(head, "missing '{' after this line");
      }
      for (let top = stack.at(-1); previous && top; top = stack.at(-1)) {
        if (closing ? top.indent <= column : opening || top.indent < column) break;
        closeAfter(previous);
      }
      head = token;
      const top = stack.at(-1);
      if (closing && top && top.indent < column && top.line !== token.startLine) {
        report(token, "'}' closes nothing");
        previous = token;
        continue;
      }
    }
    within = opening ? pairs.get(token) : undefined;
    if (within !== undefined) {
      out.push(token);
      previous = token;
      continue;
    }
    if (opening) stack.push({ indent: columnOf(head ?? token), line: token.startLine });
    else if (closing && !stack.pop()) {
      report(token, "'}' closes nothing");
      previous = token;
      continue;
    }
    out.push(token);
    if (!endsNothing(token, previous, braces)) previous = token;
  }
  while (stack.length > 0 && previous) closeAfter(previous);
  return out;
}

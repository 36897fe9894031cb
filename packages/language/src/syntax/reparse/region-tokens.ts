import type { IToken } from 'chevrotain';
import type { Lexer, LexerResult } from 'langium';
import { deepestBlock } from '../limits.ts';
import { mayBeMisspelled } from '../misspelled.ts';
import { bracesNeedRepair } from '../repair-braces.ts';
import { goesOn } from '../virtual-token.ts';

/** What stands around a statement: it must mean the same there when the statement is read alone. */
export interface Surroundings {
  /** Blocks around the statement. */
  readonly depth: number;
  /** Where the first word stands on its line; from 0. */
  readonly column: number;
}

const pairs: Readonly<Record<string, string>> = { '}': '{', ')': '(', ']': '[' };
const opening: ReadonlySet<string> = new Set(Object.values(pairs));

/** How deep the blocks are when brackets of all kinds pair up; undefined when they do not. */
function depthOf(tokens: readonly IToken[]): number | undefined {
  const open: string[] = [];
  let [depth, deepest] = [0, 0];
  for (const { tokenType, image } of tokens) {
    if (tokenType.name !== image) continue;
    if (opening.has(image)) open.push(image);
    else if (image in pairs && open.pop() !== pairs[image]) return undefined;
    if (image === '{') deepest = Math.max(deepest, ++depth);
    else if (image === '}') depth -= 1;
  }
  return open.length === 0 ? deepest : undefined;
}

/** The first words of statements. */
const beginnings = (tokens: readonly IToken[]): readonly IToken[] =>
  tokens.filter((_, at) => at === 0 || /^(EOL|\{)$/.test(tokens[at - 1]?.tokenType.name ?? ''));

/**
 * The words of a statement that is read alone, when they are the same as in its file; undefined when that is not
 * certain: something is wrong in it, it does not end where its text ends, or it begins or ends with a comment. Blanks
 * before its first word must be as many as on its line.
 */
export function regionTokens(text: string, lexer: Lexer, around: Surroundings): LexerResult | undefined {
  // As for completion: nothing is repaired, and no end is added behind the last statement.
  const result = lexer.tokenize(text, { mode: 'partial' });
  const { tokens, hidden, errors } = result;
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (errors.length > 0 || !first || !last || first.startOffset !== around.column) return undefined;
  if (last.image === ';' || goesOn(last)) return undefined;
  if (hidden.some(({ startOffset }) => startOffset > last.startOffset)) return undefined;
  const depth = depthOf(tokens);
  if (depth === undefined || around.depth + depth > deepestBlock) return undefined;
  const words = tokens.filter(({ image }) => image !== '');
  const [open, close] = [lexer.definition['{'], lexer.definition['}']];
  if (!open || !close) throw new Error('the lexer has no braces');
  if (bracesNeedRepair(words, { open, close })) return undefined;
  // What a misspelled word is read as depends on the block around it.
  if (beginnings(tokens).some(({ tokenType, image }) => tokenType.name === 'PLAIN' && mayBeMisspelled(image)))
    return undefined;
  return result;
}

import type { ILexingError, IToken, TokenType } from 'chevrotain';
import { type Near, nearestWord } from '../words/did-you-mean.ts';
import { isSettingAnywhere, settingsIn } from '../words/settings.ts';
import { statementWords, wordsIn } from '../words/statements.ts';
import type { StatementTokens } from './statement-ends.ts';

/** A first word of a statement that is none, and was read as the one that it looks like. */
export interface Misspelling extends ILexingError {
  readonly better: string;
}

export const isMisspelling = (error: ILexingError): error is Misspelling => 'better' in error;

/** A shorter word that no name follows looks like too many words that begin no statement. */
const shortest = 4;

/** Whether a name must follow the word of a statement. */
const namesFollow = (word: string, inside: string): boolean =>
  statementWords.some(
    (row) => row.word === word && row.inside.includes(inside) && row.usage.startsWith(`${word} <name>`),
  );

const every = [...new Set(statementWords.map(({ word }) => word))];

/** The word of a statement that another word looks like, more than like any of the settings of its block. */
function better(word: string, words: readonly string[], settings: readonly string[]): Near | undefined {
  if (isSettingAnywhere(word)) return undefined;
  const statement = nearestWord(word, words);
  if (!statement || statement.edits > Math.max(1, Math.floor(word.length / 4))) return undefined;
  const setting = nearestWord(word, settings);
  return setting && setting.edits <= statement.edits ? undefined : statement;
}

/** Whether a word may be a misspelled beginning of a statement, wherever it stands. */
export const mayBeMisspelled = (word: string): boolean => better(word, every, []) !== undefined;

/** Clauses and literals that stand in headers of statements. */
const isShape = ({ tokenType: { name } }: IToken): boolean =>
  /^(IPV[46](CIDR)?|on|in|from|zone|wan|eip|replicas|nodes)$/.test(name);

/** Whether a name stands at a place. */
const isName = ({ tokenType: { name } }: IToken): boolean =>
  /^(PLAIN|STRING|[a-z][\w-]*)$/i.test(name) && !/^(EOL|INT|DECIMAL|DURATION|PORTRANGE|MAC|IP.*)$/.test(name);

/** Whether the header of a statement goes on with a block or a literal. */
function goesOnAsHeader(tokens: readonly IToken[], from: number, types: StatementTokens): boolean {
  for (let at = from; ; at += 1) {
    const token = tokens[at];
    if (!token || token.tokenType === types.end || token.tokenType === types.close) return false;
    if (token.tokenType === types.open || isShape(token)) return true;
  }
}

/** Whether what follows a word is the rest of the statement that it looks like. */
function fits(tokens: readonly IToken[], at: number, near: Near, inside: string, types: StatementTokens): boolean {
  const [word, next] = [tokens[at]?.image ?? '', tokens[at + 1]];
  const isLong = word.length >= shortest && near.name.length >= shortest;
  if (!namesFollow(near.name, inside)) return isLong;
  if (!next || !isName(next)) return false;
  return (isLong && near.edits === 1) || goesOnAsHeader(tokens, at + 2, types);
}

/**
 * Reads first words of statements that are no known words as the words of statements that they look like, and says so:
 * one mistake in a noun costs one error, and nothing that stands in its block.
 */
export function respell(
  tokens: IToken[],
  types: StatementTokens & { readonly plain: TokenType; keyword(word: string): TokenType | undefined },
  errors: ILexingError[],
): IToken[] {
  let out: IToken[] | undefined;
  const blocks = ['file'];
  let head = '';
  // of a `given`, the kind of what it overlays: its block takes what that one takes
  let kind = '';
  const known = new Map<string, Near | undefined>();
  const meant = (word: string, inside: string): Near | undefined => {
    const key = `${inside} ${word}`;
    if (!known.has(key)) {
      const settings = settingsIn(inside).map(({ name }) => name);
      known.set(key, better(word, wordsIn(inside), settings));
    }
    return known.get(key);
  };
  let starts = true;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const { tokenType, image } = token;
    if (tokenType === types.end) starts = true;
    else if (tokenType === types.open) {
      blocks.push(head === 'given' ? kind : head);
      starts = true;
    } else if (tokenType === types.close) {
      if (blocks.length > 1) blocks.pop();
    } else if (starts) {
      starts = false;
      head = image;
      kind = tokens[at + 1]?.image ?? '';
      // `ports: 80`: another mistake, which is explained as what it is
      if (tokenType !== types.plain || /^[:=]$/.test(tokens[at + 1]?.image ?? '')) continue;
      const inside = blocks.at(-1) ?? 'file';
      const near = meant(image, inside);
      const keyword = near && types.keyword(near.name);
      if (!keyword || !fits(tokens, at, near, inside, types)) continue;
      const word = near.name;
      head = word;
      const { startOffset: offset, startLine: line, startColumn: column } = token;
      const message = `'${image}' begins no statement. Did you mean ${word}?`;
      const error: Misspelling = { offset, line, column, length: image.length, message, better: word };
      errors.push(error);
      out ??= [...tokens];
      out[at] = { ...token, image: word, tokenType: keyword, tokenTypeIdx: keyword.tokenTypeIdx as number };
    }
  }
  return out ?? tokens;
}

import { blockNouns } from '../syntax/block-nouns.ts';
import { reservedWords } from '../syntax/reserved-words.ts';
import { enclosingWords } from '../text/enclosing-words.ts';
import { statementWord, statementWords } from '../words/statements.ts';

/** The part of a syntax error that its explanation needs. */
export interface SyntaxError {
  readonly token: { readonly startOffset: number; readonly image: string };
}

const articled = (words: readonly string[]): string =>
  words
    .map((word) => (word === 'file' ? 'at the top of a file' : `in ${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`))
    .join(' or ');

/** The end of what is said where a `given` block has a statement that its element has not. */
export const cannotChange = ': this given cannot change it';

/** Where a word may begin a statement, when not here. */
function misplaced(word: string, inside: string, overlays: boolean): string | undefined {
  const places = [...new Set(statementWords.filter((row) => row.word === word).flatMap((row) => row.inside))];
  if (places.length === 0 || places.includes(inside)) return undefined;
  return overlays
    ? `${inside} has no '${word}'${cannotChange}`
    : `'${word}' cannot stand here; it belongs ${articled(places.slice(0, 3))}`;
}

/** Asks for the `{` of the line above, when this one stands deeper as if it belonged to its block. */
function forgottenBrace(text: string, start: number): string {
  const lines = text
    .slice(0, start)
    .replace(/\n[^\n]*$/, '')
    .split('\n');
  const at = lines.findLastIndex((line) => /^\s*[^\s/]/.test(line));
  const [, indent = '', word = ''] = /^(\s*)([\w.-]*)/.exec(lines[at] ?? '') ?? [];
  const own = /^\s*/.exec(text.slice(text.lastIndexOf('\n', start) + 1))?.[0] ?? '';
  const forgotten = blockNouns.has(word) && own.length > indent.length && !/[{}]/.test(lines[at] ?? '');
  return forgotten ? `. Is a '{' missing at the end of line ${at + 1}?` : '';
}

/** Puts a syntax error into words that name statements and not tokens. */
export function explain(text: string, error: SyntaxError): string {
  const { startOffset, image } = error.token;
  const offset = startOffset >= 0 ? startOffset : text.length;
  const { head, inside, start, overlays } = enclosingWords(text, offset);
  const shape = statementWord(head, inside);
  const usage = shape ? ` Write: ${shape.usage}` : '';
  if (image === ':' || image === '=') {
    const value = /^\s*(.*?)\s*$/m.exec(text.slice(offset + 1))?.[1] || '<value>';
    return `no '${image}' between a setting and its value. Write: ${head} ${value}`;
  }
  if (reservedWords.has(image) && text.slice(start, offset).trim() === head && shape?.usage.includes('<name>')) {
    return `'${image}' is a reserved word; as a name write "${image}".${usage}`;
  }
  const wrongPlace = image === head ? misplaced(head, inside, overlays) : undefined;
  if (wrongPlace) return `${wrongPlace}${forgottenBrace(text, start)}`;
  return image === '' ? `the statement is incomplete.${usage}` : `'${image}' does not fit here.${usage}`;
}

import type { ILexingError, IToken } from 'chevrotain';
import type { LexingDiagnostic } from 'langium';
import { deepestBlock, mostCharacters, mostDigits, mostInWord, mostTokens } from './limits.ts';
import type { Braces } from './repair-braces.ts';
import { printableString, unprintableIn } from './unprintable.ts';
import { virtualToken } from './virtual-token.ts';

/** A number as people write it: `1,000,000`. */
const figure = (value: number): string => value.toLocaleString('en-US');

function report(at: IToken, message: string, errors: ILexingError[]): void {
  const length = Math.max(1, Math.min(at.image.length, mostInWord));
  errors.push({ offset: at.startOffset, line: at.startLine, column: at.startColumn, length, message });
}

/** The part of a text that is read; what is too long ends with a whole line where it can. */
export function readablePart(text: string, errors: ILexingError[]): string {
  if (text.length <= mostCharacters) return text;
  const lineEnd = text.lastIndexOf('\n', mostCharacters - 1);
  const end = lineEnd > 0 ? lineEnd + 1 : mostCharacters;
  const read = text.slice(0, end);
  const line = read.split('\n').length;
  const column = end - read.lastIndexOf('\n');
  const message = `this file has ${figure(text.length)} characters; netk reads ${figure(mostCharacters)}: the rest from here is not read`;
  errors.push({ offset: end, line, column, length: 1, message });
  return read;
}

/** A string without what cannot be printed: it gets into no name, no terminal and no panel. Its places stay. */
function printed(token: IToken, errors: ILexingError[]): IToken {
  const found = unprintableIn(token.image);
  if (!found) return token;
  const offset = token.startOffset + found.at;
  const column = (token.startColumn ?? 1) + found.at;
  const message = `'${found.called}' in a string cannot be printed; it is read as '\ufffd'`;
  const told: LexingDiagnostic = { offset, line: token.startLine, column, length: 1, message, severity: 'warning' };
  errors.push(told);
  return { ...token, image: printableString(token.image) };
}

/** A token whose text is cut when it is too long. Its place stays whole. */
function shortened(token: IToken, errors: ILexingError[]): IToken {
  const { image, tokenType } = token;
  const number = tokenType.name === 'INT';
  const most = number ? mostDigits : mostInWord;
  if (image.length <= most) return token;
  const what = number ? ['number', 'digits'] : ['word', 'characters'];
  report(token, `this ${what[0]} has ${figure(image.length)} ${what[1]}; netk reads ${figure(most)}`, errors);
  const closing = image.startsWith('"') ? '"' : '';
  return { ...token, image: image.slice(0, most - closing.length).replace(/\\$/, '') + closing };
}

const limited = (token: IToken, errors: ILexingError[]): IToken => {
  const short = shortened(token, errors);
  return token.tokenType.name === 'STRING' ? printed(short, errors) : short;
};

/** Whether nothing has to be cut, left out or closed: so it is in nearly every file, and a file may have a million tokens. */
function isWithin(tokens: readonly IToken[], { open, close }: Braces): boolean {
  let [depth, lines, line] = [0, 0, 1];
  for (let at = 0; at < tokens.length; at++) {
    const { tokenType, image, startLine = line } = tokens[at]!;
    if (startLine > line) lines += 1;
    line = startLine;
    if (at + lines + depth >= mostTokens || image.length > mostInWord) return false;
    if (image.length > mostDigits && tokenType.name === 'INT') return false;
    if (image.startsWith('"') && unprintableIn(image)) return false;
    if (tokenType === open && ++depth > deepestBlock) return false;
    if (tokenType === close) depth -= 1;
  }
  return depth <= 0;
}

/**
 * Cuts words that are too long, leaves out blocks that are too deep, and ends a file that has too much. With `close`,
 * braces that were open there are closed.
 */
export function limitTokens(
  tokens: readonly IToken[],
  braces: Braces,
  errors: ILexingError[],
  close: boolean,
): readonly IToken[] {
  if (isWithin(tokens, braces)) return tokens;
  const out: IToken[] = [];
  let [depth, lines, line] = [0, 0, 1];
  for (const token of tokens) {
    const opens = token.tokenType === braces.open;
    if (opens && depth === deepestBlock) {
      report(token, `blocks are nested more than ${deepestBlock} deep here: this block is not read`, errors);
    }
    if (depth + (opens ? 1 : 0) <= deepestBlock) {
      lines += (token.startLine ?? line) > line ? 1 : 0;
      line = token.startLine ?? line;
      if (out.length + lines + depth >= mostTokens) {
        const message = `this file has more than ${figure(mostTokens)} words, signs and line ends: the rest from here is not read`;
        report(token, message, errors);
        break;
      }
      out.push(limited(token, errors));
    }
    if (opens) depth += 1;
    else if (token.tokenType === braces.close) depth -= 1;
  }
  const last = out.at(-1);
  for (; close && last && depth > 0; depth -= 1) out.push(virtualToken(braces.close, last));
  return out;
}

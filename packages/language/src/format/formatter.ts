import type { ILexingError, IToken } from 'chevrotain';
import type { LangiumDocument, Lexer, LexingDiagnostic } from 'langium';
import type { Formatter } from 'langium/lsp';
import type { Range, TextEdit } from 'vscode-languageserver-types';
import type { NetkServices } from '../netk-services.ts';
import { isMisspelling } from '../syntax/misspelled.ts';
import { printFile } from './print.ts';
import { readStatements } from './read-statements.ts';

/** A warning, or a word that is spelled wrong, is no reason not to format. */
const breaksForm = (error: ILexingError): boolean =>
  (error as LexingDiagnostic).severity !== 'warning' && !isMisspelling(error);

/** The canonical form of a text, or why it has none: its strings, comments or braces are broken. */
export function formatOrReason(text: string, lexer: Lexer): { readonly text: string } | { readonly reason: string } {
  const result = lexer.tokenize(text);
  const broken = result.errors.find(breaksForm);
  if (broken) return { reason: `line ${broken.line ?? 1}: ${broken.message}` };
  return { text: printFile(readStatements({ ...result, tokens: result.tokens.map(asWritten(text)) })) };
}

/** The canonical form of a text; undefined when its strings, comments or braces are broken. */
export function format(text: string, lexer: Lexer): string | undefined {
  const result = formatOrReason(text, lexer);
  return 'text' in result ? result.text : undefined;
}

/** A word stays what its author wrote, also where it is read as another one. */
const asWritten =
  (text: string) =>
  (token: IToken): IToken => {
    const { startOffset, endOffset } = token;
    if (token.image === '' || endOffset === undefined) return token;
    return { ...token, image: text.slice(startOffset, endOffset + 1) };
  };

/** The lines that differ, as one edit. */
function changedLines(before: readonly string[], after: readonly string[]): TextEdit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let same = 0;
  while (
    same < before.length - start &&
    same < after.length - start &&
    before[before.length - 1 - same] === after[after.length - 1 - same]
  ) {
    same += 1;
  }
  const end = before.length - same;
  const text = after.slice(start, after.length - same);
  if (start === end && text.length === 0) return [];
  const last = end === before.length;
  const position = last
    ? { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
    : { line: end, character: 0 };
  // At the end the line end before the lines that differ comes or goes with them: the last line has none.
  if (last && start > 0 && (start === before.length || text.length === 0)) {
    const from = { line: start - 1, character: before[start - 1]?.length ?? 0 };
    return [{ range: { start: from, end: position }, newText: text.map((line) => `\n${line}`).join('') }];
  }
  return [
    { range: { start: { line: start, character: 0 }, end: position }, newText: text.join('\n') + (last ? '' : '\n') },
  ];
}

/** `MessageType.Warning` of the protocol. */
const warning = 2;

/** Formats files: statement by statement, without asking the grammar. */
export class NetkFormatter implements Formatter {
  private readonly lexer: Lexer;
  private readonly tell: (message: string) => void;
  /** Why each file could not be formatted when somebody last asked. */
  private readonly told = new Map<string, string>();

  constructor(services: NetkServices) {
    this.lexer = services.parser.Lexer;
    this.tell = (message) =>
      void services.shared.lsp.Connection?.sendNotification('window/showMessage', { type: warning, message });
  }

  formatDocument(document: LangiumDocument): TextEdit[] {
    const text = document.textDocument.getText();
    const after = this.formatted(document);
    return after === undefined ? [] : changedLines(text.split(/\r?\n/), after.split('\n'));
  }

  /** The text formatted; where that cannot be the user is told why, once: a file may be formatted whenever it is saved. */
  private formatted({ textDocument, uri }: LangiumDocument): string | undefined {
    const result = formatOrReason(textDocument.getText(), this.lexer);
    const key = uri.toString();
    if ('text' in result) {
      this.told.delete(key);
      return result.text;
    }
    if (this.told.get(key) !== result.reason) this.tell(`netk cannot format this file: ${result.reason}`);
    this.told.set(key, result.reason);
    return undefined;
  }

  /** Only the lines of the range, where formatting keeps the number of lines; else everything. */
  formatDocumentRange(document: LangiumDocument, { range }: { readonly range: Range }): TextEdit[] {
    const before = document.textDocument.getText().split(/\r?\n/);
    const after = this.formatted(document)?.split('\n');
    if (after === undefined) return [];
    if (after.length !== before.length) return this.formatDocument(document);
    const edits: TextEdit[] = [];
    for (let line = range.start.line; line <= range.end.line && line < before.length; line += 1) {
      const [old = '', text = ''] = [before[line], after[line]];
      if (old === text) continue;
      edits.push({ range: { start: { line, character: 0 }, end: { line, character: old.length } }, newText: text });
    }
    return edits;
  }

  formatDocumentOnType(): TextEdit[] {
    return [];
  }

  readonly formatOnTypeOptions = undefined;
}

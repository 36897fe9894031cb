import type { LangiumDocument, Lexer } from 'langium';
import type { Formatter } from 'langium/lsp';
import type { Range, TextEdit } from 'vscode-languageserver-types';
import type { NetkServices } from '../netk-services.ts';
import { printFile } from './print.ts';
import { readStatements } from './read-statements.ts';

/** The canonical form of a text; undefined when its strings, comments or braces are broken. */
export function format(text: string, lexer: Lexer): string | undefined {
  const result = lexer.tokenize(text);
  return result.errors.length > 0 ? undefined : printFile(readStatements(result));
}

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

/** Formats files: statement by statement, without asking the grammar. */
export class NetkFormatter implements Formatter {
  private readonly lexer: Lexer;

  constructor(services: NetkServices) {
    this.lexer = services.parser.Lexer;
  }

  formatDocument(document: LangiumDocument): TextEdit[] {
    const text = document.textDocument.getText();
    const after = format(text, this.lexer);
    return after === undefined ? [] : changedLines(text.split(/\r?\n/), after.split('\n'));
  }

  /** Only the lines of the range, where formatting keeps the number of lines; else everything. */
  formatDocumentRange(document: LangiumDocument, { range }: { readonly range: Range }): TextEdit[] {
    const before = document.textDocument.getText().split(/\r?\n/);
    const after = format(document.textDocument.getText(), this.lexer)?.split('\n');
    if (after?.length !== before.length) return this.formatDocument(document);
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

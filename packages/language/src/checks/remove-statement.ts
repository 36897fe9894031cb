import { type AstNode, AstUtils, type LangiumDocument, type TextDocument } from 'langium';
import type { Position, Range } from 'vscode-languageserver-types';
import type { FixData } from './check-findings.ts';

const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\t';

/** A statement with what ends it: its whole line when it stands alone there, else the `;` and the blanks behind it. */
function withEnd(document: TextDocument, range: Range): Range {
  const text = document.getText();
  const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  // Looked at sign by sign: a line may be the whole file.
  let start = from;
  while (isBlank(text[start - 1])) start -= 1;
  let end = to;
  while (isBlank(text[end])) end += 1;
  const lineEnd = /^\r?\n/.exec(text.slice(end, end + 2))?.[0];
  const alone = (start === 0 || text[start - 1] === '\n') && lineEnd !== undefined;
  if (alone) return { start: document.positionAt(start), end: document.positionAt(end + lineEnd.length) };
  if (text[end] === ';') end += 1;
  while (isBlank(text[end])) end += 1;
  return { start: document.positionAt(from), end: document.positionAt(end) };
}

/** The fix that takes out the statement that begins at a place and could not be read: up to its end, with its block. */
export function removalAt(document: LangiumDocument, start: Position, title: string): FixData['fixes'] {
  const { uri, textDocument } = document;
  const text = textDocument.getText();
  let at = textDocument.offsetAt(start);
  for (let depth = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (depth === 0 && (sign === '\n' || sign === ';' || sign === '}')) break;
    if (sign === '{') depth += 1;
    else if (sign === '}') depth -= 1;
  }
  while (/\s/.test(text[at - 1] ?? '')) at -= 1;
  const range = withEnd(textDocument, { start, end: textDocument.positionAt(at) });
  return [{ title, edits: { [uri.toString()]: [{ range, newText: '' }] } }];
}

/** The fix that takes a statement out of its block; none for a statement without a place. */
export function removal(node: AstNode, title: string): FixData['fixes'] {
  const { uri, textDocument } = AstUtils.getDocument(node);
  const range = node.$cstNode?.range;
  if (!range) return [];
  return [{ title, edits: { [uri.toString()]: [{ range: withEnd(textDocument, range), newText: '' }] } }];
}

import { type LangiumDocument, URI } from 'langium';
import type { Position, TextEdit } from 'vscode-languageserver-types';
import { shared } from './services.ts';

const { LangiumDocuments, LangiumDocumentFactory, DocumentBuilder } = shared.workspace;
let opened = 0;

/** A checked document, and where the `|` of its text was. */
export interface Opened {
  readonly document: LangiumDocument;
  readonly position: Position;
  readonly textDocument: { readonly uri: string };
}

/** Opens a text; a `|` marks the caret and is taken out. Files opened before are closed. */
export async function open(marked: string, name = `open-${opened++}.netk`): Promise<Opened> {
  const caret = marked.indexOf('|');
  const text = caret < 0 ? marked : marked.slice(0, caret) + marked.slice(caret + 1);
  const document = LangiumDocumentFactory.fromString(text, URI.parse(`memory:/${name}`));
  LangiumDocuments.addDocument(document);
  await DocumentBuilder.build([document], { validation: true });
  const position = document.textDocument.positionAt(Math.max(0, caret));
  return { document, position, textDocument: { uri: document.uri.toString() } };
}

/** Closes all files. */
export function closeAll(): void {
  for (const { uri } of LangiumDocuments.all.toArray()) LangiumDocuments.deleteDocument(uri);
}

/** The text of a document after some edits. */
export function edited({ textDocument }: LangiumDocument, edits: readonly TextEdit[]): string {
  const last = [...edits].sort((a, b) => textDocument.offsetAt(b.range.start) - textDocument.offsetAt(a.range.start));
  return last.reduce(
    (text, { range, newText }) =>
      text.slice(0, textDocument.offsetAt(range.start)) + newText + text.slice(textDocument.offsetAt(range.end)),
    textDocument.getText(),
  );
}

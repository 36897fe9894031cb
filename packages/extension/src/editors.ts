import type { Range } from '@netk/protocol';
import * as vscode from 'vscode';

/** The protocol's range as the editor's. */
export const toEditorRange = ({ start, end }: Range): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);

/** A netk file that an editor shows. */
export const isNetk = (document: vscode.TextDocument): boolean => document.languageId === 'netk';

/** Every visible editor of a file. */
export const editorsOf = (uri: string): readonly vscode.TextEditor[] =>
  vscode.window.visibleTextEditors.filter((editor) => editor.document.uri.toString() === uri);

/** The file that the user is at: the active editor's, else the first visible netk file. */
export const currentFile = (): vscode.TextDocument | undefined =>
  [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors].find(
    (editor) => editor && isNetk(editor.document),
  )?.document;

/** Moves the focus to a range of the source, in the column where the file is, else in the first. */
export async function goTo(range: Range): Promise<void> {
  const [editor] = editorsOf(range.uri);
  await vscode.window.showTextDocument(vscode.Uri.parse(range.uri), {
    viewColumn: editor?.viewColumn ?? vscode.ViewColumn.One,
    selection: toEditorRange(range),
  });
}

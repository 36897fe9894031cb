import * as vscode from 'vscode';
import { goTo } from './editors.ts';

/** Appends a walk to a file, undoable, and puts the caret there. The place where it stands. */
export async function insertWalk(uri: string, text: string): Promise<vscode.Position> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const last = document.lineAt(document.lineCount - 1);
  const lead = last.isEmptyOrWhitespace ? '\n' : '\n\n';
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, last.range.end, `${lead}${text.trimEnd()}\n`);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(vscode.l10n.t('VS Code refused the edit'));
  const start = { line: last.lineNumber + lead.length, character: 0 };
  await goTo({ uri, start, end: start });
  return new vscode.Position(start.line, start.character);
}

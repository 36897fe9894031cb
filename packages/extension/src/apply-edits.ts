import type { FromWebview } from '@netk/protocol';
import * as vscode from 'vscode';
import { toEditorRange } from './editors.ts';

/** Edits texts, undoable. Throws when the file is no longer the one that the edits were made for. */
export async function applyEdits({ uri, version, edits }: Extract<FromWebview, { kind: 'applyEdits' }>): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  if (document.version !== version) throw new Error(vscode.l10n.t('the text has changed meanwhile'));
  const all = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits) all.replace(vscode.Uri.parse(range.uri), toEditorRange(range), newText);
  if (!(await vscode.workspace.applyEdit(all))) throw new Error(vscode.l10n.t('VS Code refused the edit'));
}

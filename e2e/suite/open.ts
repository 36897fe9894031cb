import * as vscode from 'vscode';
import type { NetkApi } from '../../packages/extension/src/start.ts';

/** The extension under test, running. */
export async function extension(): Promise<NetkApi> {
  const found = vscode.extensions.getExtension<NetkApi>('netk.netk');
  if (!found) throw new Error('the extension is not there');
  return found.activate();
}

/** Opens an example in the first column. */
export async function openExample(name: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('no folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name));
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  return document;
}

/** Opens a text as a new netk file. */
export async function openText(content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language: 'netk', content });
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  return document;
}

/** The place of a word, in the middle of its first letters. */
export function at(document: vscode.TextDocument, text: string, word = text): vscode.Position {
  const start = document.getText().indexOf(text);
  if (start < 0) throw new Error(`the file has no ${text}`);
  return document.positionAt(start + text.indexOf(word) + 1);
}

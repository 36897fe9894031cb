import * as vscode from 'vscode';
import { template } from './template.ts';

async function openText(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'netk', content });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
}

/** Opens an unsaved file with a small topology and one walk. */
export const newFile = (): Promise<void> => openText(template);

/** Opens an unsaved copy of the example that comes with the extension. */
export async function openExample(extensionUri: vscode.Uri): Promise<void> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'examples', 'eks-talk.netk'));
  await openText(new TextDecoder().decode(bytes));
}

/** Opens the tour of the extension on VS Code's welcome page. */
export async function openWalkthrough(extensionId: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extensionId}#netk.start`, false);
}

import type { FromWebview } from '@netk/protocol';
import * as vscode from 'vscode';

type Take = Extract<FromWebview, { kind: 'take' }>;

const bytesOf = ({ text, encoding }: Take): Uint8Array =>
  encoding === 'base64' ? Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)) : new TextEncoder().encode(text);

/** Beside the file that it is of, where that lies in a folder that can be written. */
const beside = (uri: string, name: string): vscode.Uri => {
  const file = vscode.Uri.parse(uri);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (file.scheme === 'untitled') return folder ? vscode.Uri.joinPath(folder, name) : vscode.Uri.file(name);
  return vscode.Uri.joinPath(file, '..', name);
};

/** Writes what was made of a walk where the user wants it, or puts it into the clipboard. What came of it, in words; undefined: the user gave up. */
export async function takeAway(taken: Take): Promise<string | undefined> {
  if (taken.to === 'clipboard') {
    await vscode.env.clipboard.writeText(taken.text);
    return vscode.l10n.t('copied {0}', taken.name);
  }
  const ending = taken.name.slice(taken.name.lastIndexOf('.') + 1);
  const place = await vscode.window.showSaveDialog({
    defaultUri: beside(taken.uri, taken.name),
    filters: { [ending.toUpperCase()]: [ending] },
    title: vscode.l10n.t('Take the walk away'),
  });
  if (!place) return undefined;
  await vscode.workspace.fs.writeFile(place, bytesOf(taken));
  return vscode.l10n.t('saved {0}', vscode.workspace.asRelativePath(place));
}

/** The panel as a bundle of its own, which goes into pages that stand alone. */
export async function pageFiles(extensionUri: vscode.Uri): Promise<{ readonly code: string; readonly style: string }> {
  const read = async (name: string): Promise<string> =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', name)));
  return { code: await read('page.js'), style: await read('page.css') };
}

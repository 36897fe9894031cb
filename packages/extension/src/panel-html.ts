import * as vscode from 'vscode';
import { panelPage } from './panel-page.ts';

const nonce = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join('');

/** The panel's page, as a webview shows it. */
export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
  const source = webview.cspSource;
  return panelPage({ style: file('webview.css'), script: file('webview.js'), source, nonce: nonce() });
}

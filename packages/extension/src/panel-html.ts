import * as vscode from 'vscode';

const nonce = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join('');

/** The panel's page: nothing but the bundle's script and style may run or load. */
export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
  const secret = nonce();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${secret}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    // a picture is drawn as it is taken away
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>netk</title>
<link rel="stylesheet" href="${file('webview.css')}">
</head>
<body><div id="app"></div><script nonce="${secret}" src="${file('webview.js')}"></script></body>
</html>`;
}

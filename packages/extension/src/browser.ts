import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { type NetkApi, start } from './start.ts';

/** Starts the extension in a web worker extension host, as on vscode.dev; the server is a worker. */
export function activate(context: vscode.ExtensionContext): Promise<NetkApi> {
  const url = vscode.Uri.joinPath(context.extensionUri, 'dist/server-web.js').toString(true);
  return start(context, 'webworker', (options) => new LanguageClient('netk', 'netk', new Worker(url), options));
}

import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { type NetkApi, start } from './start.ts';

/** Starts the extension in a Node extension host; the server is a process. */
export function activate(context: vscode.ExtensionContext): Promise<NetkApi> {
  const module = context.asAbsolutePath('dist/server.js');
  const transport = TransportKind.ipc;
  const debug = { module, transport, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
  return start(
    context,
    'node',
    (options) => new LanguageClient('netk', 'netk', { run: { module, transport }, debug }, options),
  );
}

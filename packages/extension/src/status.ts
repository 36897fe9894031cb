import * as vscode from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';

/** The entry in the language status of netk files: what the server is doing, and how to restart it. */
export function showStatus(client: BaseLanguageClient): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('netk.server', { language: 'netk' });
  item.name = 'netk';
  item.command = { command: 'netk.restart', title: 'Restart' };
  const show = (state: State) => {
    item.busy = state === State.Starting;
    item.text = state === State.Stopped ? 'netk server stopped' : 'netk';
    item.severity =
      state === State.Stopped ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
  };
  show(client.state);
  return vscode.Disposable.from(
    item,
    client.onDidChangeState(({ newState }) => show(newState)),
  );
}

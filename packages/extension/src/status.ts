import { marksRequest } from '@netk/protocol';
import * as vscode from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';
import { ask } from './ask.ts';
import { isNetk } from './editors.ts';
import { Latest } from './latest.ts';

const { Error: bad, Warning: warn, Information: fine } = vscode.LanguageStatusSeverity;

/** The entries in the language status of netk files: what the server is doing, and what came of the file's walks. */
export class Status implements vscode.Disposable {
  readonly #client: BaseLanguageClient;
  readonly #server = vscode.languages.createLanguageStatusItem('netk.server', { language: 'netk' });
  readonly #walks = vscode.languages.createLanguageStatusItem('netk.walks', { language: 'netk' });
  readonly #asking: Latest;
  readonly #parts: vscode.Disposable;

  constructor(client: BaseLanguageClient, log: vscode.LogOutputChannel) {
    this.#client = client;
    this.#asking = new Latest(log, 'status');
    this.#server.name = 'netk';
    this.#server.command = { command: 'netk.restart', title: vscode.l10n.t('Restart') };
    this.#walks.name = vscode.l10n.t('netk walks');
    this.#walks.command = { command: 'workbench.view.testing.focus', title: vscode.l10n.t('Tests') };
    this.#show(client.state);
    this.#parts = vscode.Disposable.from(
      this.#server,
      this.#walks,
      client.onDidChangeState(({ newState }) => this.#show(newState)),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor && isNetk(editor.document)) void this.changed(editor.document.uri.toString());
      }),
    );
  }

  /** Counts the walks of a file again, if it is the one that is looked at. */
  async changed(uri: string): Promise<void> {
    if (vscode.window.activeTextEditor?.document.uri.toString() !== uri) return;
    this.#walks.busy = true;
    const question = (token: vscode.CancellationToken) => ask(this.#client, marksRequest, { uri }, token);
    await this.#asking.ask(uri, question, ({ marks }) => {
      const delivered = marks.filter(({ verdict }) => verdict === 'delivered').length;
      const failed = marks.reduce((sum, mark) => sum + mark.failed.length, 0);
      this.#walks.busy = false;
      this.#walks.text =
        failed > 0
          ? vscode.l10n.t('{0} expectations failed', failed)
          : vscode.l10n.t('{0} of {1} walks delivered', delivered, marks.length);
      this.#walks.detail = failed > 0 ? vscode.l10n.t('{0} of {1} walks delivered', delivered, marks.length) : '';
      this.#walks.severity = failed > 0 ? warn : fine;
    });
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #show(state: State): void {
    this.#server.busy = state === State.Starting;
    this.#server.text = state === State.Stopped ? vscode.l10n.t('netk server stopped') : 'netk';
    this.#server.severity = state === State.Stopped ? bad : fine;
  }
}

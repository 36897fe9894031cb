import { nodeStateRequest, type StateMark, type StatePlace } from '@netk/protocol';
import * as vscode from 'vscode';
import { type Asker, ask } from './ask.ts';
import { freeColumn } from './free-column.ts';
import { statePlace, stateScheme, stateTitle, stateUri } from './state-address.ts';
import { StateLines } from './state-lines.ts';
import { type Reason, type StateText, stateText } from './state-text.ts';

/** The entry to be marked, and why. */
export type Mark = StateMark & Reason;

/** The virtual documents that show the state of machines: read-only, one per machine and view, as fresh as the source. */
export class StateDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #client: Asker;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #marks = new Map<string, Mark>();
  readonly #texts = new Map<string, StateText>();
  readonly #again = new Map<string, string>();
  readonly #lines = new StateLines();
  readonly #registered: vscode.Disposable;

  constructor(client: Asker) {
    this.#client = client;
    this.#registered = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(stateScheme, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#compare(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri.toString())),
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    return (await this.#load(uri, token)).text;
  }

  /** Opens a state, marks a line of it, and says in words what is to be seen. */
  async show(place: StatePlace, mark?: Mark): Promise<string> {
    const uri = stateUri(place);
    const key = uri.toString();
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
    if (mark) this.#marks.set(key, mark);
    else this.#marks.delete(key);
    if (open && (await this.#load(uri)).text !== open.getText()) this.#changed.fire(uri);
    const document = open ?? (await vscode.workspace.openTextDocument(uri));
    const { line } = this.#texts.get(key) ?? {};
    const at = line === undefined ? undefined : new vscode.Range(line, 0, line, 0);
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: freeColumn(),
      preserveFocus: true,
      preview: true,
      ...(at ? { selection: at } : {}),
    });
    if (at) editor.revealRange(at, vscode.TextEditorRevealType.InCenter);
    const found = line === undefined ? 'no line is marked' : `line ${line + 1} is marked`;
    return `${stateTitle(place)}: ${found}`;
  }

  /** The source has a new version: everything that is shown of it is asked for again. */
  refresh(source: string): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === stateScheme && statePlace(uri)?.uri === source) this.#changed.fire(uri);
    }
  }

  dispose(): void {
    this.#registered.dispose();
    this.#lines.dispose();
    this.#changed.dispose();
  }

  async #load(uri: vscode.Uri, token?: vscode.CancellationToken): Promise<StateText> {
    const key = uri.toString();
    const place = statePlace(uri);
    if (!place) return { text: '# This address names no machine.\n' };
    const mark = this.#marks.get(key);
    const wanted = mark && { entry: mark.entry, ...(mark.table === undefined ? {} : { table: mark.table }) };
    const last = this.#texts.get(key)?.good;
    const text = await ask(
      this.#client,
      nodeStateRequest,
      { ...place, ...(wanted ? { mark: wanted } : {}) },
      token,
    ).then(
      (state) => stateText(place, state, mark, last),
      (error: unknown): StateText => {
        if (token?.isCancellationRequested) throw error;
        return { text: `# ${error instanceof Error ? error.message : error}\n`, ...(last ? { good: last } : {}) };
      },
    );
    this.#texts.set(key, text);
    this.#lines.mark(key, text.line === undefined || !mark ? undefined : { ...mark, line: text.line });
    return text;
  }

  /** VS Code drops an answer that equals the text which another answer is about to replace: it is given again, once. */
  #compare(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    const text = this.#texts.get(key)?.text;
    if (text === undefined || document.getText() === text) return void this.#again.delete(key);
    if (this.#again.get(key) === text) return;
    this.#again.set(key, text);
    this.#changed.fire(document.uri);
  }

  /** The mark stays: VS Code closes documents of hidden tabs, and opens them again. */
  #forget(key: string): void {
    this.#again.delete(key);
    this.#texts.delete(key);
    this.#lines.mark(key, undefined);
  }
}

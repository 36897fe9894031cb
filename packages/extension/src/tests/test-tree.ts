import { type ExpectEntry, type TestEntry, testsRequest } from '@netk/protocol';
import * as vscode from 'vscode';
import { type Asker, ask } from '../ask.ts';
import { toEditorRange } from '../editors.ts';
import { openFiles, patience, within } from '../find-files.ts';
import { itemId } from './wanted.ts';

/** A test of a file that the server can be asked for: a walk, or an expectation of the file. */
export interface FileTest {
  readonly item: vscode.TestItem;
  readonly entry: TestEntry;
}

/** The items of the Test Explorer: files, in them walks and expectations of the file, in walks what they expect. */
export class TestTree {
  readonly #controller: vscode.TestController;
  readonly #client: Asker;

  constructor(controller: vscode.TestController, client: Asker) {
    this.#controller = controller;
    this.#client = client;
  }

  /**
   * Lists the files that are open and those of the folder. What is in one is asked for when somebody looks at it. What is found after a while
   * is listed too, and nobody waits for it.
   */
  async discover(token?: vscode.CancellationToken): Promise<void> {
    for (const uri of openFiles()) this.file(uri);
    await within(patience, this.#search(token));
  }

  async #search(token: vscode.CancellationToken | undefined): Promise<void> {
    const found = await vscode.workspace.findFiles('**/*.netk', '**/node_modules/**', undefined, token);
    if (token?.isCancellationRequested) return;
    const files = [...found, ...openFiles()];
    const known = new Set(files.map((uri) => uri.toString()));
    for (const [id] of this.#controller.items) if (!known.has(id)) this.remove(id);
    for (const uri of files) this.file(uri);
  }

  /** The addresses of all files that are listed. */
  get files(): readonly string[] {
    return [...this.#controller.items].map(([id]) => id);
  }

  /** The item of a file, which is made where there is none. */
  file(uri: vscode.Uri): vscode.TestItem {
    const id = uri.toString();
    const known = this.#controller.items.get(id);
    if (known) return known;
    const item = this.#controller.createTestItem(id, vscode.workspace.asRelativePath(uri, false), uri);
    item.canResolveChildren = true;
    this.#controller.items.add(item);
    return item;
  }

  remove(uri: string): void {
    this.#controller.items.delete(uri);
  }

  /** Asks what a file has to test, and shows it. A file without a test is not listed. */
  async read(uri: string): Promise<readonly FileTest[]> {
    const address = vscode.Uri.parse(uri);
    const { tests } = await ask(this.#client, testsRequest, { uri });
    if (tests.length === 0) {
      this.remove(uri);
      return [];
    }
    const file = this.file(address);
    file.canResolveChildren = false;
    const made = tests.map((entry) => ({ entry, item: this.#itemOf(address, uri, entry) }));
    file.children.replace(made.map(({ item }) => item));
    return made;
  }

  #itemOf(address: vscode.Uri, uri: string, entry: TestEntry): vscode.TestItem {
    if (entry.kind === 'policy') return this.#expectation(address, uri, entry);
    const item = this.#controller.createTestItem(itemId(uri, entry.id), entry.name, address);
    item.range = toEditorRange(entry.range);
    if (entry.title !== undefined) item.description = entry.title;
    item.children.replace(entry.expects.map((each) => this.#expectation(address, uri, each)));
    return item;
  }

  #expectation(address: vscode.Uri, uri: string, { id, text, range }: ExpectEntry): vscode.TestItem {
    const item = this.#controller.createTestItem(itemId(uri, id), text, address);
    item.range = toEditorRange(range);
    return item;
  }
}

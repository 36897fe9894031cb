import * as vscode from 'vscode';
import type { Asker } from '../ask.ts';
import { goTo, isNetk } from '../editors.ts';
import type { Panels } from '../panels.ts';
import { TestRunner, type Told } from './test-runner.ts';
import { TestTree } from './test-tree.ts';
import { WrongHops } from './wrong-hops.ts';

/** What the Test Explorer works with. */
export interface ExplorerParts {
  readonly client: Asker;
  readonly panels: Panels;
  readonly log: vscode.LogOutputChannel;
}

/**
 * The Test Explorer of netk: each walk is a test, and each of its expectations one in it. What there is to test is read
 * from the text; nothing is walked before somebody runs it.
 */
export class TestExplorer implements vscode.Disposable {
  readonly #controller = vscode.tests.createTestController('netk', 'netk');
  readonly #told = new vscode.EventEmitter<Told>();
  readonly #wrong = new WrongHops();
  readonly #parts: ExplorerParts;
  readonly #tree: TestTree;
  readonly #runner: TestRunner;
  readonly #around: vscode.Disposable;
  /** Files that were read since they were opened: what the server says of them next is an edit. */
  readonly #read = new Set<string>();
  /** What every item is told, for whoever watches (tests). */
  readonly onTold = this.#told.event;

  constructor(parts: ExplorerParts) {
    this.#parts = parts;
    this.#tree = new TestTree(this.#controller, parts.client);
    this.#runner = new TestRunner({
      ...{ controller: this.#controller, tree: this.#tree, client: parts.client, wrong: this.#wrong },
      tell: (told) => this.#told.fire(told),
    });
    this.#controller.createRunProfile(
      'Run',
      vscode.TestRunProfileKind.Run,
      (request, token) => this.#runner.run(request, token),
      true,
      undefined,
      true,
    );
    this.#controller.refreshHandler = (token) => this.#tree.discover(token);
    this.#controller.resolveHandler = async (item) => {
      if (item) await this.#look(item.id);
      else await this.#tree.discover();
    };
    const files = vscode.workspace.createFileSystemWatcher('**/*.netk', false, true, false);
    this.#around = vscode.Disposable.from(
      this.#controller,
      this.#told,
      files,
      files.onDidCreate((uri) => void this.#tree.file(uri)),
      files.onDidDelete((uri) => this.#tree.remove(uri.toString())),
      vscode.workspace.onDidCloseTextDocument((document) => this.#closed(document)),
      vscode.commands.registerCommand('netk.firstWrongHop', (about: unknown) => this.#goToWrong(about)),
    );
  }

  get items(): vscode.TestItemCollection {
    return this.#controller.items;
  }

  /** The server has read a file that is open: its marks in the gutter follow the text, and continuous runs run it again. */
  async changed(uri: string): Promise<void> {
    const edited = this.#read.has(uri);
    this.#read.add(uri);
    await this.#look(uri);
    const item = this.#controller.items.get(uri);
    if (!edited || !item) return;
    this.#controller.invalidateTestResults(item);
    await this.#runner.edited(uri);
  }

  async #look(uri: string): Promise<void> {
    try {
      await this.#tree.read(uri);
    } catch (error) {
      // A file that is gone has no tests; what else is wrong with it, its diagnostics say.
      this.#parts.log.warn(`tests of ${uri}: ${String(error)}`);
    }
  }

  #closed(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    this.#read.delete(uri);
    if (isNetk(document) && document.uri.scheme === 'untitled') this.#tree.remove(uri);
  }

  /** Opens the panel at the first hop that is not as a failed test expects. VS Code passes the item, or a message of it. */
  async #goToWrong(about: unknown): Promise<void> {
    const id = idOf(about);
    const wrong = id === undefined ? undefined : this.#wrong.of(id);
    if (!wrong) {
      void vscode.window.showInformationMessage('No hop of this test is known to be wrong: run it first.');
      return;
    }
    const { uri, walk, hop, range } = wrong;
    await goTo(range);
    this.#parts.panels.open({ uri, walk }, { hop });
  }

  dispose(): void {
    this.#around.dispose();
  }
}

/** The id of an item, or of the item of a message. */
function idOf(about: unknown): string | undefined {
  if (typeof about !== 'object' || about === null) return undefined;
  if ('test' in about) return idOf(about.test);
  return 'id' in about && typeof about.id === 'string' ? about.id : undefined;
}

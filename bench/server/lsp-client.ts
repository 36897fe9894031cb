import { type ChildProcess, spawn } from 'node:child_process';
import {
  createProtocolConnection,
  type Diagnostic,
  type ProtocolConnection,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

/** How a language server is started: a script for this Node, and what it is told. */
export interface ServerCommand {
  readonly script: string;
  readonly words: readonly string[];
}

/** A document as the server's language has it. */
export interface OpenFile {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
}

/** A real language server as a process of its own, spoken to as an editor does. */
export class LspClient {
  private readonly child: ChildProcess;
  private readonly connection: ProtocolConnection;
  private published: ((diagnostics: readonly Diagnostic[]) => void) | undefined;
  private uri = '';
  private version = 1;

  constructor({ script, words }: ServerCommand) {
    this.child = spawn(process.execPath, [script, ...words], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.connection = createProtocolConnection(
      new StreamMessageReader(this.child.stdout!),
      new StreamMessageWriter(this.child.stdin!),
    );
    // What an editor answers to a server that asks about settings, capabilities and progress.
    this.connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) =>
      items.map(() => null),
    );
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.onRequest('window/workDoneProgress/create', () => null);
    this.connection.onNotification(
      'textDocument/publishDiagnostics',
      ({ uri, diagnostics }: { uri: string; diagnostics: readonly Diagnostic[] }) => {
        if (uri === this.uri) this.published?.(diagnostics);
      },
    );
    this.connection.listen();
  }

  /** Shakes hands for a folder, opens a file, and waits for its diagnostics. */
  async open(folder: string, { uri, languageId, text }: OpenFile): Promise<readonly Diagnostic[]> {
    await this.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: folder,
      workspaceFolders: [{ uri: folder, name: 'bench' }],
      capabilities: { workspace: { workspaceFolders: true, configuration: true } },
    });
    await this.connection.sendNotification('initialized', {});
    this.uri = uri;
    return this.afterwards(() =>
      this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } }),
    );
  }

  /** Opens another text under another address, and closes it again; milliseconds until its diagnostics were there. */
  async look({ uri, languageId, text }: OpenFile): Promise<number> {
    this.uri = uri;
    const started = performance.now();
    await this.afterwards(() =>
      this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } }),
    );
    const time = performance.now() - started;
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    // The file never was on the disk: the server forgets it.
    await this.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 3 }] });
    // An answer means that what was sent before it has been taken.
    await this.connection.sendRequest('workspace/symbol', { query: 'nothing is called this' }).catch(() => null);
    return time;
  }

  /** Milliseconds from an edit to the diagnostics that answer it. */
  async edit(range: Range, text: string): Promise<number> {
    const started = performance.now();
    await this.afterwards(() =>
      this.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: this.uri, version: ++this.version },
        contentChanges: [{ range, text }],
      }),
    );
    return performance.now() - started;
  }

  /** The number of the server's process. */
  get pid(): number {
    return this.child.pid!;
  }

  /** Ends the process. */
  close(): void {
    this.connection.dispose();
    this.child.kill();
  }

  /** The next diagnostics of the file after something was sent. */
  private async afterwards(send: () => Promise<void>): Promise<readonly Diagnostic[]> {
    const answer = new Promise<readonly Diagnostic[]>((done, failed) => {
      this.published = done;
      this.child.once('exit', (code) => failed(new Error(`the server ended with ${code}`)));
    });
    await send();
    const diagnostics = await answer;
    this.published = undefined;
    this.child.removeAllListeners('exit');
    return diagnostics;
  }
}

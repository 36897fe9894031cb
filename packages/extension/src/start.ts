import { changedNotice, type FromWebview, readFileRequest, type Walking, walkingNotice } from '@netk/protocol';
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { registerCommands } from './commands.ts';
import { isNetk } from './editors.ts';
import { Highlights } from './highlights.ts';
import { later } from './later.ts';
import { type MarkdownIt, MarkdownPictures } from './markdown.ts';
import { panelType } from './panel.ts';
import { Panels } from './panels.ts';
import { Questions } from './questions.ts';
import { StateDocuments } from './state-documents.ts';
import { Status } from './status.ts';
import { Tasks } from './tasks.ts';
import { TestExplorer } from './tests/test-explorer.ts';
import type { Told } from './tests/test-runner.ts';

/** Where the extension runs. */
export type HostKind = 'node' | 'webworker';

/** What the extension exports to other extensions and to the tests. */
export interface NetkApi {
  readonly hostKind: HostKind;
  /** What the panel shows, and whether its page has started. */
  panel(): { readonly uri?: string; readonly walk?: string; readonly ready: boolean } | undefined;
  /** Hears the panel's messages until disposed. */
  onPanelMessage(listener: (message: FromWebview) => void): vscode.Disposable;
  /** What the preview of Markdown asks of extensions that say they have a plugin for it. */
  readonly extendMarkdownIt: (md: MarkdownIt) => MarkdownIt;
  /** The items of the Test Explorer: files, and what is in them. */
  readonly tests: vscode.TestItemCollection;
  /** Hears what tests are told until disposed. */
  onTest(listener: (told: Told) => void): vscode.Disposable;
}

/** Makes the client out of the options that both hosts share. */
export type MakeClient = (options: LanguageClientOptions) => BaseLanguageClient;

const editPause = 250;
const caretPause = 80;
const hoverPause = 80;
const hoverStays = 2500;

/** Starts everything that is the same in both extension hosts. */
export async function start(
  context: vscode.ExtensionContext,
  hostKind: HostKind,
  makeClient: MakeClient,
): Promise<NetkApi> {
  const log = vscode.window.createOutputChannel('netk', { log: true });
  const client = makeClient({
    documentSelector: [{ language: 'netk' }],
    outputChannel: log,
    synchronize: { configurationSection: 'netk' },
    markdown: { isTrusted: { enabledCommands: ['netk.trace', 'netk.traceTo'] } },
  });
  const highlights = new Highlights();
  const states = new StateDocuments(client);
  const questions = new Questions(client, context.workspaceState);
  const panels = new Panels({
    extensionUri: context.extensionUri,
    extensionId: context.extension.id,
    client,
    log,
    highlights,
    states,
    questions,
  });

  const status = new Status(client, log);
  const pictures = new MarkdownPictures(client);
  const tests = new TestExplorer({ client, panels, log });

  const refresh = later(editPause, () => void panels.current?.refresh());
  const follow = later(caretPause, (editor: vscode.TextEditor) => {
    void panels.current?.follow(editor.document.uri.toString(), editor.selection.active);
  });
  const overSource = later(hoverPause, (document: vscode.TextDocument, position: vscode.Position) => {
    const uri = document.uri.toString();
    void panels.current?.hovered(uri, position);
    offSource(uri);
  });
  // VS Code does not say when the mouse leaves a word.
  const offSource = later(hoverStays, (uri: string) => void panels.current?.hovered(uri, undefined));
  const restart = async () => {
    await client.stop();
    await client.start();
    await panels.current?.refresh();
  };

  context.subscriptions.push(
    log,
    client,
    highlights,
    panels,
    states,
    tests,
    status,
    vscode.tasks.registerTaskProvider('netk', new Tasks(client)),
    registerCommands({ client, panels, states, questions, log, extensionUri: context.extensionUri, restart }),
    vscode.window.registerWebviewPanelSerializer(panelType, panels),
    client.onRequest(readFileRequest.method, async ({ uri }: { uri: string }) => {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.parse(uri)).then(undefined, () => undefined);
      return { text: bytes ? new TextDecoder().decode(bytes) : null };
    }),
    client.onNotification(changedNotice.method, ({ uri }: { uri: string }) => {
      if (uri === panels.current?.shown?.uri) refresh();
      states.refresh(uri);
      void tests.changed(uri);
      void status.changed(uri);
    }),
    client.onNotification(walkingNotice.method, (far: Walking) => panels.current?.walking(far)),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (isNetk(textEditor.document)) follow(textEditor);
    }),
    vscode.languages.onDidChangeDiagnostics(({ uris }) => panels.current?.diagnosed(uris)),
    vscode.languages.registerHoverProvider(
      { language: 'netk' },
      {
        provideHover(document, position) {
          overSource(document, position);
          return undefined;
        },
      },
    ),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      const panel = panels.current;
      if (!editor || !panel || !isNetk(editor.document)) return;
      const uri = editor.document.uri.toString();
      if (uri !== panel.shown?.uri) panel.open({ uri });
    }),
  );
  await client.start();
  return {
    hostKind,
    extendMarkdownIt: pictures.extend,
    panel: () => panels.current && { ...panels.current.shown, ready: panels.current.ready },
    onPanelMessage: (listener) => panels.current?.onMessage(listener) ?? new vscode.Disposable(() => {}),
    tests: tests.items,
    onTest: (listener) => tests.onTold(listener),
  };
}

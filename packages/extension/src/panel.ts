import {
  elementAtRequest,
  type FromWebview,
  insideRequest,
  marksRequest,
  mendsRequest,
  nodeStateRequest,
  type Picture,
  pictureRequest,
  questionOf,
  type ToWebview,
  traceRequest,
  type Walking,
} from '@netk/protocol';
import * as vscode from 'vscode';
import { ask } from './ask.ts';
import { goTo } from './editors.ts';
import { Latest } from './latest.ts';
import { actOn } from './panel-acts.ts';
import { panelHtml } from './panel-html.ts';
import { fixTitles } from './quick-fixes.ts';
import { shareWindow } from './share-window.ts';
import type { Shown, Target } from './shown.ts';
import type { Surroundings } from './surroundings.ts';

/** The type under which VS Code keeps the panel over a reload. */
export const panelType = 'netk.panel';

/** One webview panel: answers its messages, and tells it about the file that it shows. */
export class Panel {
  readonly view: vscode.WebviewPanel;
  readonly #around: Surroundings;
  #shown: Shown | undefined;
  /** What the page has to open as soon as it runs. */
  #pending: { readonly shown: Shown; readonly target: Target } | undefined;
  #picture: Picture | undefined;
  #ready = false;
  /** The trace that the page waits for. */
  #walking: { readonly walk: string; readonly stop: vscode.CancellationTokenSource } | undefined;
  /** The places that the page would like to mend, each with its own fixes. */
  #stuck: readonly Extract<FromWebview, { kind: 'askFixes' }>[] = [];
  readonly #marking: Latest;
  readonly #mending: Latest;
  readonly #looking: Latest;
  readonly #comparing: Latest;
  /** Every message of the page, for whoever watches (tests). */
  readonly #heard = new vscode.EventEmitter<FromWebview>();
  readonly onMessage = this.#heard.event;

  /** The panel was opened beside the only group of editors, and its page has not run yet. */
  #fresh: boolean;

  /** `shown` is what a page that VS Code brings back already knows by itself; `fresh`: it has just cut a group in two. */
  constructor(view: vscode.WebviewPanel, around: Surroundings, shown: Shown | undefined, fresh = false) {
    this.view = view;
    this.#fresh = fresh;
    this.#around = around;
    this.#shown = shown;
    this.#marking = new Latest(around.log, 'marks');
    this.#mending = new Latest(around.log, 'what to change');
    this.#looking = new Latest(around.log, 'inside');
    this.#comparing = new Latest(around.log, 'comparison');
    // A hidden page is thrown away; it starts again, with its place, when it is shown.
    view.onDidChangeViewState(() => {
      if (!view.visible) this.#ready = false;
    });
    view.iconPath = {
      light: vscode.Uri.joinPath(around.extensionUri, 'media', 'file-light.svg'),
      dark: vscode.Uri.joinPath(around.extensionUri, 'media', 'file-dark.svg'),
    };
    view.webview.onDidReceiveMessage((message: FromWebview) => this.#hear(message));
    view.webview.html = panelHtml(view.webview, around.extensionUri);
  }

  /** Tells the page how far the trace is that it waits for. */
  walking(far: Walking): void {
    if (far.uri === this.#shown?.uri && far.walk === this.#walking?.walk) this.#post({ kind: 'walking', ...far });
  }

  get shown(): Shown | undefined {
    return this.#shown;
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** Opens a file, and one walk of it. */
  open(shown: Shown, target: Target = {}): void {
    this.#shown = shown;
    this.#pending = { shown, target };
    if (this.#ready) this.#start();
  }

  /** Brings the page to what it has to show. */
  #start(): void {
    if (this.#pending) {
      const { shown, target } = this.#pending;
      this.#pending = undefined;
      this.#post({ kind: 'open', ...shown, ...target });
    }
    void this.refresh();
  }

  /** Asks for the file's picture again. */
  async refresh(): Promise<void> {
    const uri = this.#shown?.uri;
    if (uri === undefined) return this.#post({ kind: 'none' });
    await this.#answer(uri, async () => {
      const picture = await ask(this.#around.client, pictureRequest, { uri });
      if (picture.uri !== this.#shown?.uri) return;
      this.#picture = picture;
      this.#post({ kind: 'picture', picture });
      const { error } = picture;
      if (error?.kind === 'syntax') this.#post({ ...error, kind: 'broken', uri, version: picture.version });
      else void this.#tellMarks(uri);
    });
  }

  /** Tells the page which element the caret is on. */
  follow(uri: string, position: vscode.Position): Promise<void> {
    return this.#tellElement('caret', uri, position);
  }

  /** Tells the page which element the mouse is over in the source; without a position, that it left. */
  hovered(uri: string, position: vscode.Position | undefined): Promise<void> {
    return this.#tellElement('hovered', uri, position);
  }

  async #tellElement(kind: 'caret' | 'hovered', uri: string, at: vscode.Position | undefined): Promise<void> {
    if (!this.#ready || uri !== this.#shown?.uri) return;
    if (!at) return this.#post({ kind, uri, element: null });
    await this.#answer(uri, async () => {
      const position = { line: at.line, character: at.character };
      const { element } = await ask(this.#around.client, elementAtRequest, { uri, position });
      this.#post({ kind, uri, element });
    });
  }

  /** The diagnostics of a file have changed: other fixes may mend it. */
  diagnosed(uris: readonly vscode.Uri[]): void {
    if (!this.#ready) return;
    const named = new Set(uris.map((uri) => uri.toString()));
    for (const stuck of this.#stuck) if (named.has(stuck.uri)) void this.#tellFixes(stuck);
  }

  async #tellFixes({ uri, version, range }: Extract<FromWebview, { kind: 'askFixes' }>): Promise<void> {
    await this.#answer(uri, async () =>
      this.#post({ kind: 'fixes', uri, version, range, titles: await fixTitles(range) }),
    );
  }

  /** Tells the page what came of every walk, when that is known. The picker works without. */
  #tellMarks(uri: string): Promise<void> {
    return this.#marking.ask(
      uri,
      (token) => ask(this.#around.client, marksRequest, { uri }, token),
      (marks) => {
        if (uri === this.#shown?.uri) this.#post({ kind: 'marks', ...marks });
      },
    );
  }

  #post(message: ToWebview): void {
    void this.view.webview.postMessage(message);
  }

  /** The one way on which failures reach the user: the panel says it, the log has the details. */
  async #answer(uri: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#around.log.error(message);
      this.#post({ kind: 'failed', uri, message });
    }
  }

  #range(uri: string, element: string) {
    return this.#picture?.uri === uri ? this.#picture.ranges[element] : undefined;
  }

  #hear(message: FromWebview): void {
    this.#heard.fire(message);
    switch (message.kind) {
      case 'ready':
        this.#ready = true;
        this.#start();
        if (this.#fresh) void this.#answer(this.#shown?.uri ?? '', () => shareWindow(message.width));
        this.#fresh = false;
        return;
      case 'ask':
        void this.#trace(message.uri, message.walk);
        return;
      case 'cancel':
        this.#walking?.stop.cancel();
        return;
      case 'reveal': {
        const range = this.#range(message.uri, message.element);
        if (!range) return;
        this.#around.highlights.mark(range, message.number, message.still);
        if (message.focus) void goTo(range);
        return;
      }
      case 'unmark':
        this.#around.highlights.unmark();
        return;
      case 'askFixes':
        this.#stuck = [
          ...this.#stuck.filter(({ uri, version }) => uri === message.uri && version === message.version),
          message,
        ];
        void this.#tellFixes(message);
        return;
      case 'showState':
        void this.#answer(message.uri, () => this.#showState(message));
        return;
      case 'hover':
        this.#around.highlights.hover(
          message.uri,
          message.element === null ? undefined : this.#range(message.uri, message.element),
        );
        return;
      case 'place': {
        const { uri, walk } = message.place;
        this.#shown = walk === undefined ? { uri } : { uri, walk };
        return;
      }
      case 'retry':
        void this.refresh();
        return;
      case 'askMends':
        void this.#tellMends(message);
        return;
      case 'askOther': {
        const { uri, walk } = message;
        void this.#comparing.ask(
          uri,
          (token) => ask(this.#around.client, traceRequest, { uri, walk }, token),
          ({ version, trace }) => this.#post({ kind: 'other', uri, version, walk, trace }),
        );
        return;
      }
      case 'askInside': {
        const { kind: _, ...place } = message;
        void this.#looking.ask(
          message.uri,
          (token) => ask(this.#around.client, insideRequest, place, token),
          (inside) => this.#post({ kind: 'inside', ...inside }),
        );
        return;
      }
      case 'copyState':
        void this.#answer(message.uri, () => this.#copyState(message));
        return;
      case 'addWalk':
        void this.#answer(message.uri, () => this.#addWalk(message.uri, message.walk));
        return;
      default: {
        const act = actOn(message, this.#around, (answer) => this.#post(answer));
        if (!act) throw new TypeError(`unknown message ${JSON.stringify(message)}`);
        void this.#answer(this.#shown?.uri ?? '', async () => void (await act()));
      }
    }
  }

  #tellMends({ uri, walk, branch }: Extract<FromWebview, { kind: 'askMends' }>): Promise<void> {
    return this.#mending.ask(
      uri,
      (token) => ask(this.#around.client, mendsRequest, { uri, walk, branch }, token),
      (mends) => this.#post({ kind: 'mends', ...mends }),
    );
  }

  /** The state of a machine goes into the clipboard as the tool prints it. */
  async #copyState({ uri, walk, node, view }: Extract<FromWebview, { kind: 'copyState' }>): Promise<void> {
    const given = this.#picture?.walks.some((entry) => entry.id === walk && entry.given);
    const state = await ask(this.#around.client, nodeStateRequest, { uri, node, view, ...(given ? { walk } : {}) });
    if (state.kind !== 'state') return;
    await vscode.env.clipboard.writeText(state.text);
    this.#post({ kind: 'said', uri, text: vscode.l10n.t('copied {0}', state.command) });
  }

  /** Writes a question into its file, and shows the walk that it is there. */
  async #addWalk(uri: string, asked: string): Promise<void> {
    const question = questionOf(asked);
    if (!question) return;
    const { line, character } = await this.#around.questions.add(uri, question);
    const { walk } = await ask(this.#around.client, elementAtRequest, { uri, position: { line, character } });
    if (walk !== null) this.open({ uri, walk });
    this.#post({ kind: 'said', uri, text: `the walk stands in line ${line + 1}` });
  }

  async #showState(message: Extract<FromWebview, { kind: 'showState' }>): Promise<void> {
    const { uri, walk, node, state, words, number } = message;
    const given = this.#picture?.walks.some((entry) => entry.id === walk && entry.given);
    const { view, ...entry } = state;
    const text = await this.#around.states.show(
      { uri, node, view, ...(given ? { walk } : {}) },
      { ...entry, words, number },
    );
    this.#post({ kind: 'said', uri, text });
  }

  async #trace(uri: string, walk: string): Promise<void> {
    // The page shows one trace: an older question is of no use any more.
    this.#walking?.stop.cancel();
    const walking = { walk, stop: new vscode.CancellationTokenSource() };
    this.#walking = walking;
    const { token } = walking.stop;
    const question = questionOf(walk);
    if (question) void this.#around.questions.remember(question);
    await this.#answer(uri, async () => {
      try {
        const answer = await ask(this.#around.client, traceRequest, { uri, walk }, token);
        this.#post({ kind: 'trace', walk, ...answer });
      } catch (error) {
        if (!token.isCancellationRequested) throw error;
        if (this.#walking === walking) this.#post({ kind: 'cancelled', uri, walk });
      } finally {
        if (this.#walking === walking) this.#walking = undefined;
        walking.stop.dispose();
      }
    });
  }
}

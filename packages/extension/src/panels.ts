import type { PanelPlace } from '@netk/protocol';
import * as vscode from 'vscode';
import { Panel, panelType } from './panel.ts';
import type { Shown, Target } from './shown.ts';
import type { Surroundings } from './surroundings.ts';

const options = (extensionUri: vscode.Uri): vscode.WebviewOptions => ({
  enableScripts: true,
  localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
});

const isPlace = (state: unknown): state is PanelPlace =>
  typeof state === 'object' && state !== null && 'uri' in state && typeof state.uri === 'string';

/** Holds the one panel of the window: opens it beside the source, and takes it back after a reload. */
export class Panels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #around: Surroundings;
  #panel: Panel | undefined;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  get current(): Panel | undefined {
    return this.#panel;
  }

  /** Shows a file in the panel (without one: what the panel is for), which opens beside the source and leaves the focus where it is. */
  open(shown: Shown | undefined, target?: Target): void {
    if (this.#panel) {
      if (!this.#panel.view.visible) this.#panel.view.reveal(undefined, true);
      if (shown) this.#panel.open(shown, target);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const { extensionUri } = this.#around;
    const alone = vscode.window.tabGroups.all.length === 1;
    const view = vscode.window.createWebviewPanel(panelType, 'netk', place, options(extensionUri));
    const panel = this.#take(view, shown, alone);
    if (shown) panel.open(shown, target);
  }

  async deserializeWebviewPanel(view: vscode.WebviewPanel, state: unknown): Promise<void> {
    view.webview.options = options(this.#around.extensionUri);
    const walk = isPlace(state) && state.walk !== undefined ? { walk: state.walk } : {};
    this.#take(view, isPlace(state) ? { uri: state.uri, ...walk } : undefined);
  }

  dispose(): void {
    this.#panel?.view.dispose();
  }

  #take(view: vscode.WebviewPanel, shown: Shown | undefined, fresh = false): Panel {
    this.#panel?.view.dispose();
    const panel = new Panel(view, this.#around, shown, fresh);
    this.#panel = panel;
    view.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#around.highlights.clear();
    });
    return panel;
  }
}

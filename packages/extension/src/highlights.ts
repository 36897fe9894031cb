import type { Range } from '@netk/protocol';
import * as vscode from 'vscode';
import { cursorLine } from './cursor-line.ts';
import { editorsOf, toEditorRange } from './editors.ts';

/** What the panel points to in the source: the line of its cursor with the hop's number, and the name under the mouse. */
export class Highlights implements vscode.Disposable {
  readonly #hover = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.hoverHighlightBackground'),
    borderColor: new vscode.ThemeColor('focusBorder'),
    borderStyle: 'solid',
    borderWidth: '1px',
  });
  #cursor: vscode.TextEditorDecorationType | undefined;
  #at: Range | undefined;
  readonly #shown = vscode.window.onDidChangeVisibleTextEditors(() => this.#paint());

  /** Marks the line that decided; the editor scrolls only when the line is off screen, and not at all when `still`. */
  mark(range: Range, number: number | undefined, still = false): void {
    this.#cursor?.dispose();
    this.#cursor = cursorLine(number);
    this.#at = range;
    this.#paint();
    if (still) return;
    const start = new vscode.Range(range.start.line, 0, range.start.line, 0); // no sideways scrolling
    for (const editor of editorsOf(range.uri)) {
      editor.revealRange(start, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  /** Marks the name of what the mouse is over in the panel. */
  hover(uri: string, range: Range | undefined): void {
    for (const editor of editorsOf(range?.uri ?? uri)) {
      editor.setDecorations(this.#hover, range ? [toEditorRange(range)] : []);
    }
  }

  /** No line is marked any more. */
  unmark(): void {
    this.#cursor?.dispose();
    this.#cursor = undefined;
    this.#at = undefined;
  }

  clear(): void {
    this.unmark();
    for (const editor of vscode.window.visibleTextEditors) editor.setDecorations(this.#hover, []);
  }

  dispose(): void {
    this.clear();
    this.#hover.dispose();
    this.#shown.dispose();
  }

  #paint(): void {
    if (!this.#cursor || !this.#at) return;
    const line = new vscode.Range(this.#at.start.line, 0, this.#at.start.line, 0);
    for (const editor of editorsOf(this.#at.uri)) editor.setDecorations(this.#cursor, [line]);
  }
}

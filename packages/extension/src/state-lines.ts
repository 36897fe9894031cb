import * as vscode from 'vscode';
import { stateScheme } from './state-address.ts';

/** A marked line from 0, and why it is marked. */
interface Marked {
  readonly line: number;
  readonly words: string;
}

const said = ({ words }: Marked): string => `Decided ${words}`;

/** Marks the line that decided in the documents of states: by colour and frame, by a lens above it, and on hover. */
export class StateLines implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #marked = new Map<string, Marked>();
  readonly #style = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.wordHighlightStrongBackground'),
    borderColor: new vscode.ThemeColor('focusBorder'),
    borderStyle: 'solid',
    borderWidth: '1px 0 1px 3px',
    overviewRulerColor: new vscode.ThemeColor('charts.blue'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  readonly #registered = vscode.Disposable.from(
    vscode.languages.registerCodeLensProvider({ scheme: stateScheme }, this),
    vscode.window.onDidChangeVisibleTextEditors(() => this.#paint()),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === stateScheme) this.#paint();
    }),
  );

  mark(uri: string, marked: Marked | undefined): void {
    if (marked) this.#marked.set(uri, marked);
    else this.#marked.delete(uri);
    this.#changed.fire();
    this.#paint();
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const marked = this.#marked.get(uri.toString());
    if (!marked) return [];
    const range = new vscode.Range(marked.line, 0, marked.line, 0);
    return [new vscode.CodeLens(range, { title: said(marked), command: '' })];
  }

  dispose(): void {
    this.#registered.dispose();
    this.#style.dispose();
    this.#changed.dispose();
  }

  #paint(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const { uri, lineCount } = editor.document;
      if (uri.scheme !== stateScheme) continue;
      const marked = this.#marked.get(uri.toString());
      // the text of a newer answer may still be on its way
      const here = marked && marked.line < lineCount ? [marked] : [];
      editor.setDecorations(
        this.#style,
        here.map((each) => ({ range: new vscode.Range(each.line, 0, each.line, 0), hoverMessage: said(each) })),
      );
    }
  }
}

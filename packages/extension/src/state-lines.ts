import * as vscode from 'vscode';
import { hopNumber, lineGround } from './cursor-line.ts';
import { stateScheme } from './state-address.ts';

/** A marked line from 0, why it is marked, and the number of the hop. */
interface Marked {
  readonly line: number;
  readonly words: string;
  readonly number?: number;
}

const said = ({ words }: Marked): string => `Decided ${words}`;

const lineRange = ({ line }: Marked): vscode.Range => new vscode.Range(line, 0, line, 0);

/** Marks the line that decided in the documents of states: with the hop's number in the gutter, by a lens above it, and on hover. */
export class StateLines implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #marked = new Map<string, Marked>();
  readonly #ground = lineGround();
  readonly #numbers = new Map<number, vscode.TextEditorDecorationType>();
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
    return [new vscode.CodeLens(lineRange(marked), { title: said(marked), command: '' })];
  }

  dispose(): void {
    this.#registered.dispose();
    this.#ground.dispose();
    for (const style of this.#numbers.values()) style.dispose();
    this.#changed.dispose();
  }

  #paint(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const { uri, lineCount } = editor.document;
      if (uri.scheme !== stateScheme) continue;
      const marked = this.#marked.get(uri.toString());
      // the text of a newer answer may still be on its way
      const here = marked && marked.line < lineCount ? marked : undefined;
      editor.setDecorations(this.#ground, here ? [{ range: lineRange(here), hoverMessage: said(here) }] : []);
      if (here?.number !== undefined && !this.#numbers.has(here.number))
        this.#numbers.set(here.number, hopNumber(here.number));
      for (const [number, style] of this.#numbers)
        editor.setDecorations(style, here && here.number === number ? [lineRange(here)] : []);
    }
  }
}

import * as vscode from 'vscode';

/** What a picker asks for once. */
interface Asked<T extends vscode.QuickPickItem> {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly T[];
  /** What is typed can be taken too: this is the item for it. */
  readonly typed?: (text: string) => T | undefined;
}

/**
 * One picker for questions that follow each other. It stays open between them: one that is hidden gives the focus back, late,
 * to where it was before, and the next one, which has it by then, would close.
 */
export class Picker implements vscode.Disposable {
  readonly #picker = Object.assign(vscode.window.createQuickPick(), { matchOnDescription: true, matchOnDetail: true });
  readonly #subscriptions: vscode.Disposable[];
  #hidden = false;
  #typed: (text: string) => void = () => {};
  #accept: () => void = () => {};
  #end: () => void = () => {};

  constructor() {
    this.#subscriptions = [
      this.#picker,
      this.#picker.onDidChangeValue((text) => this.#typed(text.trim())),
      this.#picker.onDidAccept(() => this.#accept()),
      this.#picker.onDidHide(() => {
        this.#hidden = true;
        this.#end();
      }),
    ];
  }

  /** Asks for one of the items. Undefined: the user gave up; whatever is asked after that gets no answer either. */
  ask<T extends vscode.QuickPickItem>({ title, placeholder, items, typed }: Asked<T>): Promise<T | undefined> {
    if (this.#hidden) return Promise.resolve(undefined);
    const picker = this.#picker;
    return new Promise((done) => {
      Object.assign(picker, { title, placeholder, items, value: '', enabled: true, busy: false });
      this.#typed = (text) => {
        const own = typed?.(text);
        picker.items = own ? [...items, own] : items;
      };
      this.#accept = () => {
        const [picked = typed?.(picker.value.trim())] = picker.selectedItems;
        if (!picked) return;
        // until the next question is there
        picker.busy = true;
        this.#accept = () => {};
        done(picked as T);
      };
      this.#end = () => done(undefined);
      picker.show();
    });
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }
}

/** Asks with a picker, which is closed behind the last answer. */
export async function withPicker<T>(ask: (picker: Picker) => Promise<T>): Promise<T> {
  const picker = new Picker();
  try {
    return await ask(picker);
  } finally {
    picker.dispose();
  }
}

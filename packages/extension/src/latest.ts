import * as vscode from 'vscode';

/** Questions of which only the newest is of use, and without whose answer the panel works: a newer one ends the older. */
export class Latest {
  readonly #log: vscode.LogOutputChannel;
  readonly #what: string;
  #running: vscode.CancellationTokenSource | undefined;

  constructor(log: vscode.LogOutputChannel, what: string) {
    this.#log = log;
    this.#what = what;
  }

  /** Asks; what goes wrong is written into the log. */
  async ask<R>(
    uri: string,
    question: (token: vscode.CancellationToken) => Promise<R>,
    use: (answer: R) => void,
  ): Promise<void> {
    this.#running?.cancel();
    const running = new vscode.CancellationTokenSource();
    this.#running = running;
    try {
      use(await question(running.token));
    } catch (error) {
      if (!running.token.isCancellationRequested) this.#log.warn(`${this.#what} of ${uri}: ${String(error)}`);
    } finally {
      if (this.#running === running) this.#running = undefined;
      running.dispose();
    }
  }
}

import type { Range, TestResult } from '@netk/protocol';
import * as vscode from 'vscode';

/** Where a failed test went wrong: the hop of its walk, and the expectation in the source. */
export interface WrongHop {
  readonly uri: string;
  readonly walk: string;
  readonly hop: NonNullable<TestResult['wrong']>;
  readonly range: Range;
}

/** The `contextValue` of a message that has a hop to go to. */
export const wrongMessage = 'netk.wrongHop';
/** The context key with the ids of all items that have one, for the menus of the manifest. */
const contextKey = 'netk.wrongTests';

/** What is known of tests that failed, by the ids of their items: of an expectation, and of a walk its first. */
export class WrongHops {
  readonly #known = new Map<string, WrongHop>();

  of(item: string): WrongHop | undefined {
    return this.#known.get(item);
  }

  /** What a new run found: of items that it was not about, the last run's is still true. */
  put(about: Iterable<string>, found: ReadonlyMap<string, WrongHop>): void {
    for (const id of about) this.#known.delete(id);
    for (const [id, wrong] of found) if (!this.#known.has(id)) this.#known.set(id, wrong);
    void vscode.commands.executeCommand('setContext', contextKey, [...this.#known.keys()]);
  }
}

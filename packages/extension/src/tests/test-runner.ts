import { type TestAnswer, type TestResult, testRequest } from '@netk/protocol';
import * as vscode from 'vscode';
import { type Asker, ask } from '../ask.ts';
import { toEditorRange } from '../editors.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { FileTest, TestTree } from './test-tree.ts';
import { isWanted, itemId, touches, type Wanted, wantedBy } from './wanted.ts';
import { type WrongHop, type WrongHops, wrongMessage } from './wrong-hops.ts';

/** What one item was told. */
export interface Told {
  readonly id: string;
  readonly state: Outcome['state'] | 'skipped';
}

/** What a runner works with. */
export interface RunnerParts {
  readonly controller: vscode.TestController;
  readonly tree: TestTree;
  readonly client: Asker;
  readonly wrong: WrongHops;
  /** Hears every state that an item is told. */
  tell(told: Told): void;
}

/** A run that goes on after each edit, and the tests that it has under way. */
interface Watch {
  readonly request: vscode.TestRunRequest;
  readonly wanted: Wanted;
  readonly under: Map<string, vscode.CancellationTokenSource>;
}

/** One run of VS Code. */
interface Run {
  readonly run: vscode.TestRun;
  readonly wanted: Wanted;
  readonly token: vscode.CancellationToken;
}

/** Runs tests: asks the server for one walk after the other, and tells VS Code what came of each. */
export class TestRunner {
  readonly #parts: RunnerParts;
  readonly #watches = new Set<Watch>();

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** What VS Code asks for. A continuous run begins with the next edit. */
  async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const wanted = wantedBy(request.include, request.exclude);
    if (request.continuous) {
      const watch = { request, wanted, under: new Map<string, vscode.CancellationTokenSource>() };
      this.#watches.add(watch);
      token.onCancellationRequested(() => {
        this.#watches.delete(watch);
        for (const source of watch.under.values()) source.cancel();
      });
      return;
    }
    if (wanted.include === undefined) await this.#parts.tree.discover(token);
    await this.#files(request, wanted, token, this.#parts.tree.files);
  }

  /** A file was edited, or something that it imports: those that watch it run again. */
  async edited(uri: string): Promise<void> {
    const affected = [...this.#watches].filter(({ wanted }) => touches(uri, wanted));
    await Promise.all(affected.map((watch) => this.#again(watch, uri)));
  }

  async #again({ request, wanted, under }: Watch, uri: string): Promise<void> {
    const file = this.#parts.controller.items.get(uri);
    if (!file) return;
    under.get(uri)?.cancel(); // the text that it asks about is gone
    const source = new vscode.CancellationTokenSource();
    under.set(uri, source);
    const again = new vscode.TestRunRequest([file], request.exclude, request.profile, true);
    await this.#files(again, wanted, source.token, [uri]);
    if (under.get(uri) === source) under.delete(uri);
    source.dispose();
  }

  async #files(
    request: vscode.TestRunRequest,
    wanted: Wanted,
    token: vscode.CancellationToken,
    files: readonly string[],
  ): Promise<void> {
    const run = this.#parts.controller.createTestRun(request);
    const of = { run, wanted, token };
    try {
      for (const uri of files) {
        if (token.isCancellationRequested) return;
        if (touches(uri, wanted)) await this.#file(of, uri);
      }
    } finally {
      run.end();
    }
  }

  async #file(of: Run, uri: string): Promise<void> {
    const tests = await this.#parts.tree.read(uri).catch((error: unknown) => {
      const file = this.#parts.controller.items.get(uri);
      if (file) this.#say(of, file, { state: 'errored', message: wordsOf(error) });
      return [];
    });
    const found = tests.map((test) => ({ test, leaves: leavesOf(test).filter((item) => isWanted(item, of.wanted)) }));
    const chosen = found.filter(({ leaves }) => leaves.length > 0);
    for (const { leaves } of chosen) for (const item of leaves) of.run.enqueued(item);
    for (const { test, leaves } of chosen) {
      if (of.token.isCancellationRequested) return;
      await this.#test(of, uri, test, leaves);
    }
  }

  /** One walk with those of its expectations that are wanted, or one expectation of the file. */
  async #test(of: Run, uri: string, { entry, item }: FileTest, leaves: readonly vscode.TestItem[]): Promise<void> {
    const { client, wrong, tell } = this.#parts;
    if (entry.kind === 'walk' && entry.expects.length === 0) {
      of.run.skipped(item);
      return tell({ id: item.id, state: 'skipped' });
    }
    for (const each of leaves) of.run.started(each);
    const began = Date.now();
    const answer = await ask(client, testRequest, { uri, test: entry.id }, of.token).catch((error: unknown) => error);
    if (of.token.isCancellationRequested) return;
    if (!isAnswer(answer)) {
      for (const each of leaves) this.#say(of, each, { state: 'errored', message: wordsOf(answer) });
      return;
    }
    const share = (Date.now() - began) / leaves.length;
    const wrongHops = new Map<string, WrongHop>();
    for (const leaf of leaves) {
      const result = answer.results.find(({ id }) => itemId(uri, id) === leaf.id);
      if (result?.wrong) {
        const hop = { uri, walk: entry.id, hop: result.wrong, range: result.range };
        for (const id of [leaf.id, item.id]) if (!wrongHops.has(id)) wrongHops.set(id, hop);
      }
      const { broken } = answer;
      if (result) this.#say(of, leaf, outcomeOf(result), result, share);
      else if (broken) this.#say(of, leaf, { state: 'errored', message: broken.message }, broken);
      else of.run.skipped(leaf); // an edit took it away
    }
    wrong.put([...leaves.map(({ id }) => id), item.id], wrongHops);
  }

  #say(
    { run }: Run,
    item: vscode.TestItem,
    outcome: Outcome,
    at?: Pick<TestResult, 'range' | 'wrong'>,
    milliseconds?: number,
  ): void {
    const place = at && new vscode.Location(vscode.Uri.parse(at.range.uri), toEditorRange(at.range));
    if (outcome.state === 'passed') run.passed(item, milliseconds);
    else {
      const message =
        outcome.state === 'failed'
          ? vscode.TestMessage.diff(outcome.message, outcome.expected, outcome.actual)
          : new vscode.TestMessage(outcome.message);
      if (place) message.location = place;
      if (at?.wrong) message.contextValue = wrongMessage;
      run[outcome.state](item, message, milliseconds);
      run.appendOutput(`${outcome.state}: ${outcome.message.replace(/\s*\n\s*/g, ' ')}\r\n`, place, item);
    }
    this.#parts.tell({ id: item.id, state: outcome.state });
  }
}

/** What gets a state of its own: the expectations, or what has none. */
const leavesOf = ({ item }: FileTest): readonly vscode.TestItem[] =>
  item.children.size === 0 ? [item] : [...item.children].map(([, child]) => child);

const isAnswer = (answer: unknown): answer is TestAnswer =>
  typeof answer === 'object' && answer !== null && 'results' in answer;

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

import { isSame } from '../../base/same.ts';
import type { Query } from '../../network/stub-resolver.ts';
import type { Asking } from '../answer.ts';
import { Decider, type Decision, nextScript, type Pin } from '../decider.ts';
import { type Fraction, one, times, toNumber } from '../fraction.ts';
import { Asker } from './asker.ts';
import type { Making, Resolving } from './resolving.ts';

/** More combinations of choices of one question than anybody tells apart. */
export const mostWays = 256;

/** One way that a question may go, after those before it in its batch. */
interface Way {
  readonly asking: Asking;
  /** Choices of this question alone. */
  readonly decisions: readonly Decision[];
  readonly probability: Fraction;
}

/** The ways of one question. */
interface Ways {
  readonly list: readonly Way[];
  /** All that there are; else what it comes to is not known. */
  readonly all: boolean;
}

/**
 * The ways that a batch of questions may go. What one of them draws is not what another one draws, so that they are told apart question by
 * question: each behind one way of those before it.
 */
export class BatchWays {
  readonly #resolving: Resolving;
  readonly #queries: readonly Query[];
  readonly #making: Making;
  readonly #known = new Map<string, Ways>();
  /** Runs that may go on with the next question. */
  readonly #runs = new Map<string, Run>();

  constructor(resolving: Resolving, queries: readonly Query[], making: Making) {
    this.#resolving = resolving;
    this.#queries = queries;
    this.#making = making;
  }

  /** What becomes of the questions, where each has one answer whatever is drawn; undefined where one has not. */
  alike(): readonly Asking[] | undefined {
    const out: Asking[] = [];
    const script: number[] = [];
    for (const i of this.#queries.keys()) {
      const { list, all } = this.#waysOf(i, script);
      if (!all) return [...out, tooMany(list[0]!.asking)];
      // what the library is told: ways that say the same are alike to it
      if (list.some(({ asking }) => !isSame(asking.said, list[0]!.asking.said))) return undefined;
      const way = likeliest(list, this.#resolving.pins);
      out.push(way.asking);
      script.push(...way.decisions.map(({ index }) => index));
    }
    return out;
  }

  /** The same, where the choices of all questions are made as the walk's own. */
  exposed(outer: Decider): readonly Asking[] {
    const out: Asking[] = [];
    const script: number[] = [];
    for (const i of this.#queries.keys()) {
      const { list, all } = this.#waysOf(i, script);
      if (!all) return [...out, tooMany(list[0]!.asking)];
      const way = this.#making.grown() ? list[0]! : chosen(list, outer);
      out.push(way.asking);
      script.push(...way.decisions.map(({ index }) => index));
    }
    return out;
  }

  #waysOf(number: number, before: readonly number[]): Ways {
    const key = keyFor(number, before);
    const known = this.#known.get(key);
    if (known) return known;
    const ways = this.#find(number, before);
    this.#known.set(key, ways);
    return ways;
  }

  #find(number: number, before: readonly number[]): Ways {
    const list: Way[] = [];
    for (let script: number[] | undefined = [...before]; script !== undefined; ) {
      if (list.length === mostWays) return { list, all: false };
      const run = this.#runAfter(number, script);
      const asking = run.asker.ask(this.#queries[number]!);
      const decisions = run.decider.decisions.slice(before.length);
      this.#runs.set(keyFor(number + 1, [...before, ...decisions.map(({ index }) => index)]), run);
      const probability = decisions.reduce((all, { options, index }) => times(all, options[index]!.probability), one);
      list.push({ asking, decisions, probability });
      // a port that turned out to matter: everything is walked again
      if (this.#making.grown()) break;
      const own = nextScript(decisions);
      script = own && [...before, ...own];
    }
    return { list, all: true };
  }

  /** A run that has asked all questions before this one, with these choices: one that waits there, or a new one. */
  #runAfter(number: number, script: readonly number[]): Run {
    const key = keyFor(number, script);
    const waiting = number > 0 ? this.#runs.get(key) : undefined;
    this.#runs.delete(key);
    if (waiting) return waiting;
    const decider = new Decider(script, this.#resolving.pins);
    const run: Run = { decider, asker: new Asker(this.#resolving, this.#making.make(decider)) };
    for (const query of this.#queries.slice(0, number)) run.asker.ask(query);
    return run;
  }
}

const keyFor = (number: number, script: readonly number[]): string => `${number} ${script.join()}`;

/** Questions of a batch as they were asked with some choices. */
interface Run {
  readonly decider: Decider;
  readonly asker: Asker;
}

const tooMany = (asking: Asking): Asking => ({
  ...asking,
  said: {
    kind: 'unknown',
    why: `more than ${mostWays} combinations of random choices in one question; pin some with choose`,
  },
});

/** Makes the choices of these ways, which are all that there are, as the walk's own. */
function chosen(ways: readonly Way[], outer: Decider): Way {
  let left = ways;
  for (let depth = 0; left.length > 1; depth++) {
    const { kind, at, of, options } = left[0]!.decisions[depth]!;
    const index = outer.choose(kind, at, of, options);
    left = left.filter(({ decisions }) => decisions[depth]!.index === index);
  }
  return left[0]!;
}

/** The way that pins leave, or else the likeliest: whichever it is, the library is told the same. */
function likeliest(ways: readonly Way[], pins: readonly Pin[]): Way {
  const obeys = ({ decisions }: Way) =>
    decisions.every(({ kind, at, options, index }) => {
      const own = pins.filter((pin) => pin.kind === kind && (pin.at === undefined || pin.at === at.id));
      const open = own.filter((pin) => options.some(({ label }) => pin.labels.has(label)));
      return open.length === 0 || open.some((pin) => pin.labels.has(options[index]!.label));
    });
  const pinned = ways.filter(obeys);
  return (pinned.length > 0 ? pinned : ways).reduce((best, each) =>
    toNumber(each.probability) > toNumber(best.probability) ? each : best,
  );
}

import type { Fraction } from './fraction.ts';
import type { PortSet } from './port-set.ts';

/** One alternative of a random choice. */
export interface Option {
  readonly label: string;
  readonly probability: Fraction;
  /** The ports that it stands for, where a port is drawn. */
  readonly ports?: PortSet;
  /** What its probability takes for granted. */
  readonly assumes?: string;
}

/** Where a choice is made: a device. */
export interface Place {
  readonly id: string;
  readonly name: string;
}

/** A choice as it was met on one run. */
export interface Decision {
  readonly kind: string;
  readonly at: Place;
  readonly of: string;
  readonly options: readonly Option[];
  readonly index: number;
  readonly pinned: boolean;
}

/** A choice that the author fixed. */
export interface Pin {
  readonly kind: string;
  /** The labels that mean the wanted alternative. */
  readonly labels: ReadonlySet<string>;
  /** Only at the device with this id. */
  readonly at?: string;
}

/**
 * Answers the random choices of one run: first from a script of indices, then with the first alternative. The run's own
 * record says what other scripts there are, so that all combinations can be visited without the walk knowing of it.
 */
export class Decider {
  readonly decisions: Decision[] = [];
  readonly #script: readonly number[];
  readonly #pins: readonly Pin[];

  constructor(script: readonly number[], pins: readonly Pin[]) {
    this.#script = script;
    this.#pins = pins;
  }

  /** Which of these alternatives the author pinned; undefined: none of them. */
  pinnedAmong(kind: string, at: Place, options: readonly Option[]): readonly number[] | undefined {
    const pins = this.#pins.filter((pin) => pin.kind === kind && (pin.at === undefined || pin.at === at.id));
    if (pins.length === 0) return undefined;
    const found = options.flatMap(({ label }, i) => (pins.some((pin) => pin.labels.has(label)) ? [i] : []));
    return found.length > 0 ? found : undefined;
  }

  /** Returns the index of the alternative to take. Throws RangeError when there is none. */
  choose(kind: string, at: Place, of: string, options: readonly Option[]): number {
    if (options.length === 0) throw new RangeError('a choice needs alternatives');
    const index = this.#script[this.decisions.length] ?? 0;
    const label = options[index]!.label;
    const pins = this.#pins.filter((pin) => pin.kind === kind && (pin.at === undefined || pin.at === at.id));
    const pinned = pins.some((pin) => pin.labels.has(label));
    this.decisions.push({ kind, at, of, options, index, pinned });
    return index;
  }
}

/** The script of the next combination in order, or undefined after the last. */
export function nextScript(decisions: readonly Decision[]): number[] | undefined {
  const script = decisions.map((decision) => decision.index);
  for (let i = decisions.length - 1; i >= 0; i--) {
    if (script[i]! + 1 < decisions[i]!.options.length) return [...script.slice(0, i), script[i]! + 1];
  }
  return undefined;
}

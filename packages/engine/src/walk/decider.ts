import { type Fraction, sum, times } from './fraction.ts';
import type { Kinds, Lead, Parts } from './kinds.ts';
import type { PortSet } from './port-set.ts';

/** One alternative of a random choice. */
export interface Option {
  readonly label: string;
  readonly probability: Fraction;
  /** The ports that it stands for, where a port is drawn. */
  readonly ports?: PortSet;
  /** What its probability takes for granted. */
  readonly assumes?: string;
  /** Labels of others that it stands for too: a walk goes on with them as it does with this one. */
  readonly alike?: readonly string[];
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
  /** Which of all alternatives each option stands for; undefined: each for itself. */
  readonly parts?: Parts | undefined;
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
  /** Where the alternatives led that were taken of those that have a kind. */
  readonly chosen: Lead[] = [];
  /** Devices that the run has passed, by their ids. */
  readonly met = new Set<string>();
  readonly #script: readonly number[];
  readonly #pins: readonly Pin[];
  readonly #kinds: Kinds | undefined;

  /** With `kinds`, alternatives of one kind are one. */
  constructor(script: readonly number[], pins: readonly Pin[], kinds?: Kinds) {
    this.#script = script;
    this.#pins = pins;
    this.#kinds = kinds;
  }

  /** Which of these alternatives the author pinned; undefined: none of them. */
  pinnedAmong(kind: string, at: Place, options: readonly Option[]): readonly number[] | undefined {
    const pins = this.#pins.filter((pin) => pin.kind === kind && (pin.at === undefined || pin.at === at.id));
    if (pins.length === 0) return undefined;
    const places = placesIn(options);
    const labels = new Set(pins.flatMap((pin) => [...pin.labels]));
    const found = [...labels].flatMap((label) => places.get(label) ?? []);
    return found.length > 0 ? found.sort((a, b) => a - b) : undefined;
  }

  /**
   * Returns the index of the alternative to take. Throws RangeError when there is none. `leadsOf` says where each leads,
   * where several may be alike; undefined: nobody can tell.
   */
  choose(
    kind: string,
    at: Place,
    of: string,
    options: readonly Option[],
    leadsOf?: () => readonly Lead[] | undefined,
  ): number {
    if (options.length === 0) throw new RangeError('a choice needs alternatives');
    const leads = this.#kinds && leadsOf?.();
    const parts =
      leads &&
      this.#kinds?.parts(leads, {
        met: this.met,
        again: this.chosen.length > 0,
        alone: this.pinnedAmong(kind, at, options),
      });
    const offered = parts ? offeredBy(parts, options) : options;
    const index = this.#script[this.decisions.length] ?? 0;
    const { label } = offered[index]!;
    const pins = this.#pins.filter((pin) => pin.kind === kind && (pin.at === undefined || pin.at === at.id));
    const pinned = pins.some((pin) => pin.labels.has(label));
    this.decisions.push({ kind, at, of, options: offered, index, pinned, parts });
    if (!parts) return index;
    const [first] = parts[index]!;
    this.chosen.push(leads[first]!);
    return first;
  }
}

const knownPlaces = new WeakMap<readonly Option[], ReadonlyMap<string, readonly number[]>>();

/** Where each label stands: a thousand targets are pinned one by one. */
function placesIn(options: readonly Option[]): ReadonlyMap<string, readonly number[]> {
  const kept = knownPlaces.get(options);
  if (kept) return kept;
  const out = new Map<string, number[]>();
  options.forEach(({ label }, i) => {
    const places = out.get(label);
    if (places) places.push(i);
    else out.set(label, [i]);
  });
  knownPlaces.set(options, out);
  return out;
}

const knownOffers = new WeakMap<Parts, { readonly of: readonly Option[]; readonly offered: readonly Option[] }>();

/** What there is to choose from where some are alike. Put together once for each walk: each of its ways chooses among them. */
function offeredBy(parts: Parts, options: readonly Option[]): readonly Option[] {
  const kept = knownOffers.get(parts);
  if (kept?.of === options) return kept.offered;
  const offered = parts.map((part) => joined(options, part));
  knownOffers.set(parts, { of: options, offered });
  return offered;
}

/** Alternatives that are alike as one: the first of them, as likely as all together. */
function joined(options: readonly Option[], [first, ...others]: readonly [number, ...number[]]): Option {
  const shown = options[first]!;
  if (others.length === 0) return shown;
  const some = others.map((i) => options[i]!);
  const { n, d } = shown.probability;
  const probability = some.every((each) => each.probability.n === n && each.probability.d === d)
    ? times(shown.probability, { n: others.length + 1, d: 1 })
    : some.reduce((all, each) => sum(all, each.probability), shown.probability);
  return { ...shown, probability, alike: some.map(({ label }) => label) };
}

/** The script of the next combination in order, or undefined after the last. */
export const nextScript = (decisions: readonly Decision[]): number[] | undefined => {
  const next = nextDecisions(decisions);
  return next && scriptOf(next);
};

/** What is chosen as a script says it. */
export const scriptOf = (decisions: readonly Decision[]): number[] => decisions.map(({ index }) => index);

/** The choices with which the next combination begins; more may follow. Undefined after the last. */
export function nextDecisions(decisions: readonly Decision[]): readonly Decision[] | undefined {
  for (let i = decisions.length - 1; i >= 0; i--) {
    const last = decisions[i]!;
    const index = last.index + 1;
    if (index < last.options.length) return [...decisions.slice(0, i), { ...last, index }];
  }
  return undefined;
}

/** Which alternatives were taken, whatever else each of them was offered for. */
export const pathOf = (decisions: readonly Decision[]): string =>
  decisions.map(({ index, parts }) => (parts ? parts[index]![0] : index)).join();

/** One line of the table. */
export interface Row {
  readonly bench: string;
  readonly what: string;
  readonly size: string;
  /** What was measured, in words with units. */
  readonly measured: string;
  /** The figures behind `measured`, with their units in their names. */
  readonly figures: Readonly<Record<string, number>>;
  readonly aim: string;
  /** The figure that the aim is about; null when it could not be measured. */
  readonly ratio: number | null;
  /** Whether the aim is met; null when it could not be measured. */
  readonly met: boolean | null;
  readonly note?: string;
}

/** What a run of the benchmark is asked for. */
export interface Options {
  /** Rounds that count, of each measurement. */
  readonly rounds: number;
  /** Numbers of pods, Services and CIDRs are multiplied by this. 1 is what docs/performance.md talks about. */
  readonly scale: number;
  /** Where LikeC4's language server is installed. */
  readonly likec4?: string;
}

/** A measurement of the table: one or more rows. */
export interface Bench {
  readonly name: string;
  run(options: Options): AsyncIterable<Row>;
}

/** A size of the table under the run's scale, never less than `least`. */
export const scaled = (size: number, { scale }: Options, least = 2): number =>
  Math.max(least, Math.round(size * scale));

/** Milliseconds for people. */
export const ms = (time: number): string => (time < 10 ? `${time.toFixed(2)} ms` : `${Math.round(time)} ms`);

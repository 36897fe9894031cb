/** One thing to be timed: a run prepares nothing that it would have to pay for. */
export type Timed = () => unknown | Promise<unknown>;

/** The median of at least one number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const at = sorted[Math.floor(middle)];
  if (at === undefined) throw new RangeError('no values');
  return sorted.length % 2 === 1 ? at : (at + sorted[middle - 1]!) / 2;
}

/** Frees what earlier rounds left behind, when Node was started with --expose-gc: nobody pays for another's garbage. */
export const collect = (): void => globalThis.gc?.();

async function timeOf(run: Timed): Promise<number> {
  collect();
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/** Rounds that do not count, before so many that do. */
export const warmUpsFor = (rounds: number): number => Math.min(2, rounds - 1);

/**
 * Milliseconds of several things, each the median of `rounds` after some that do not count. Rounds are interleaved,
 * so that a machine that is slow for a while is slow for all of them, and ratios hold.
 */
export async function interleaved<K extends string>(
  all: Readonly<Record<K, Timed>>,
  rounds: number,
): Promise<Readonly<Record<K, number>>> {
  const names = Object.keys(all) as K[];
  const times = new Map<K, number[]>(names.map((name) => [name, []]));
  for (let round = -warmUpsFor(rounds); round < rounds; round++) {
    for (const name of names) {
      const time = await timeOf(all[name]);
      if (round >= 0) times.get(name)!.push(time);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name)!)])) as Record<K, number>;
}

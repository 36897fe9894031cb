/** The seed of an ordinary run: what a stranger sees does not depend on the day. */
const usualSeed = 20_261_121;

/**
 * How a property is run. `NETK_FUZZ_RUNS=20` multiplies the runs and takes a new seed, `NETK_FUZZ_SEED=7` takes that one;
 * fast-check prints the seed of a failure.
 */
export function runs(usual: number): { readonly numRuns: number; readonly seed: number } {
  const { NETK_FUZZ_RUNS: times, NETK_FUZZ_SEED: seed } = process.env;
  const today = times === undefined ? usualSeed : Date.now();
  return { numRuns: Math.ceil(usual * Number(times ?? 1)), seed: seed === undefined ? today : Number(seed) };
}

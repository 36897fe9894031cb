/** How a property is run: `NETK_FUZZ_RUNS=20` multiplies the runs, `NETK_FUZZ_SEED=7` repeats a failure (fast-check prints it). */
export function runs(usual: number): { readonly numRuns: number; readonly seed: number } {
  const times = Number(process.env.NETK_FUZZ_RUNS ?? 1);
  return { numRuns: Math.ceil(usual * times), seed: Number(process.env.NETK_FUZZ_SEED ?? Date.now()) };
}

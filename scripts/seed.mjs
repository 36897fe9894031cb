import { execFileSync } from 'node:child_process';

/**
 * The seed of the random networks of this state of the project, from 0 to 999,999: from the hash of `packages` as committed, so that each
 * state has other networks, and two runs of one state have the same. NETK_SEED is taken before it; `NETK_SEED=now` takes a new one each time.
 * Without git: one that is always the same.
 */
export function seedOf(wanted = process.env.NETK_SEED) {
  if (wanted === 'now') return Date.now() % 1_000_000;
  if (wanted !== undefined) return Number(wanted);
  try {
    const tree = execFileSync('git', ['rev-parse', 'HEAD:./../packages'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number.parseInt(tree.slice(0, 8), 16) % 1_000_000;
  } catch {
    return 20_261;
  }
}

import { type Backend, missing } from '../src/index.ts';

/** Why the laboratory cannot run on this machine; printed once, so that a skipped test says why. */
export function cannotRun(backend: Backend = 'nft'): string | undefined {
  const reasons = missing(backend);
  if (reasons.length === 0) return undefined;
  console.log(`skipped the kernel laboratory (${backend}): ${reasons.join('; ')}`);
  return reasons.join('; ');
}

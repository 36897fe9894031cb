import { spawnSync } from 'node:child_process';
import type { Branch } from '@netk/engine';
import { dialledBy, lookupsIn, serverOf } from './legs.ts';

/** Why no real unbound runs here; undefined where one does. */
export function withoutUnbound(): string | undefined {
  const { error, status, stderr } = spawnSync('unbound', ['-V'], { encoding: 'utf8' });
  if (error) return `unbound is not installed (${error.message})`;
  return status === 0 ? undefined : stderr.trim();
}

/**
 * The servers of the root, where a device is a recursive resolver that goes down from there; undefined: it is none, or one
 * that has servers to ask which stand nowhere.
 */
export function rootsFor(device: string, branches: readonly Branch[]): readonly string[] | undefined {
  const roots = new Set<string>();
  for (const branch of branches) {
    const { legs = [] } = branch;
    for (const leg of lookupsIn(branch)) {
      if (serverOf(leg) !== device) continue;
      const place = legs.indexOf(leg);
      const behind = legs.filter(({ because }) => because === place);
      if (behind.some((each) => serverOf(each) === undefined)) return undefined;
      if (!behind.some(({ answer = '' }) => /^(referral|NXDOMAIN|not known)/.test(answer))) continue;
      const [first] = behind;
      // what was learnt before is where a later question begins
      if (roots.size === 0 && first) roots.add(dialledBy(first)!);
    }
  }
  return roots.size === 0 ? undefined : [...roots];
}

import type { ElementId } from '../topology/id.ts';
import type { Draft } from './draft.ts';

/** How many of a kind one statement may make, and all statements of a topology together. More is a slip of the finger. */
interface Limit {
  readonly ofOne: number;
  readonly inAll: number;
  /** What one statement makes: `replicas`, `nodes in one group`. */
  readonly what: string;
}

/**
 * What netk plans. Kubernetes itself is designed for up to 5,000 nodes and 150,000 pods in a cluster (Kubernetes
 * documentation, Considerations for large clusters).
 */
export const planLimits = {
  nodes: { ofOne: 5000, inAll: 10_000, what: 'nodes in one group' },
  pods: { ofOne: 20_000, inAll: 100_000, what: 'replicas' },
} as const satisfies Record<string, Limit>;

/** How many of the nodes or pods that a statement asks for are planned; what is too much is a problem of that statement. */
export function planned(draft: Draft, kind: keyof typeof planLimits, about: ElementId, asked: number): number {
  const { ofOne, inAll, what } = planLimits[kind];
  if (asked > ofOne) draft.problem('NK121', about, `${asked} ${what}; netk plans at most ${ofOne}`);
  const wanted = Math.min(asked, ofOne);
  const left = inAll - draft.made[kind];
  if (wanted > left)
    draft.problem(
      'NK121',
      about,
      `${wanted} more ${kind}, and only ${left} are left; netk plans at most ${inAll} in all`,
    );
  const count = Math.min(wanted, left);
  draft.made[kind] += count;
  return count;
}

import type { PolicyList, PolicyTier } from '../../network/policy.ts';
import type { PlannedPod } from '../../plan/plan.ts';
import type { PolicyDirection } from '../../trace/policy.ts';
import type { ClusterPolicies, PodTier } from './cluster-policies.ts';
import { namedIn, type PolicyLines } from './lines.ts';
import type { Policy } from './policy.ts';

/** The policies about pods as lists of lines; pods with the same policies and the same numbers of named ports have the same list. */
export class PolicyLists {
  readonly #lines: PolicyLines;
  readonly #isKnown: (policy: Policy) => boolean;
  readonly #numbers: ReadonlyMap<Policy, number>;
  readonly #known = new Map<string, PolicyList>();

  /** `isKnown`: who enforces reads such a policy. */
  constructor({ policies }: ClusterPolicies, lines: PolicyLines, isKnown: (policy: Policy) => boolean) {
    this.#lines = lines;
    this.#isKnown = isKnown;
    this.#numbers = new Map(policies.map((policy, i) => [policy, i]));
  }

  /** Undefined: nobody asks. */
  of(direction: PolicyDirection, tiers: readonly PodTier[], pod: PlannedPod): PolicyList | undefined {
    const asked = tiers
      .map((each) => ({ ...each, policies: each.policies.filter(this.#isKnown) }))
      .filter((each) => each.policies.length > 0);
    if (asked.length === 0) return undefined;
    const ids = asked.flatMap((each) => each.policies.map((policy) => this.#numbers.get(policy)));
    const own = JSON.stringify([direction, ids, direction === 'ingress' ? namedPorts(asked, pod) : []]);
    const found = this.#known.get(own);
    if (found) return found;
    const compiled = asked.map(
      ({ tier, policies: of }): PolicyTier => ({
        lines: of.flatMap((policy) =>
          policy.rules.filter((rule) => rule.direction === direction).map((rule) => this.#lines.of(policy, rule, pod)),
        ),
        ...(tier === 'namespace' ? { isolating: of.map(({ name }) => name) } : {}),
      }),
    );
    const list: PolicyList = { direction, tiers: compiled, cause: 'NP-POL' };
    this.#known.set(own, list);
    return list;
  }
}

/** What tells the lines of two pods with the same policies apart: the numbers of ports that rules name. */
const namedPorts = (tiers: readonly PodTier[], pod: PlannedPod): readonly (readonly number[])[] =>
  tiers.flatMap(({ policies }) =>
    policies.flatMap(({ rules }) =>
      rules.flatMap(({ ports, direction }) =>
        direction === 'egress' ? [] : ports.flatMap((each) => (each.named === undefined ? [] : [namedIn(pod, each)])),
      ),
    ),
  );

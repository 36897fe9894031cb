import type { PolicySkip, PolicySkips } from '../../network/policy.ts';
import type { PlannedPod } from '../../plan/plan.ts';
import type { PolicyDirection } from '../../trace/policy.ts';
import type { PodPolicies } from './cluster-policies.ts';
import type { Policy } from './policy.ts';

/** Why no policy is asked about a pod on the network of its node (EKS user guide, cni-network-policy; network-policy-api, v1alpha2, subject). */
export const onItsNode = ({ name }: Pick<PlannedPod, 'name'>): string =>
  `${name} is on the network of its node (host network), where no policy of pods is enforced`;

const directions = ['ingress', 'egress'] as const satisfies readonly PolicyDirection[];

/** The policies about a pod that nobody asks, by direction; `why` undefined: they are asked. None: undefined. */
export function skipsOf(
  about: PodPolicies,
  pod: Pick<PlannedPod, 'id' | 'workload'>,
  why: (policies: readonly Policy[]) => string | undefined,
  more: { readonly own?: true; readonly only?: PolicyDirection } = {},
): PolicySkips | undefined {
  const { own, only } = more;
  const parts = directions.flatMap((direction) => {
    const policies = about[direction].flatMap((tier) => tier.policies);
    const said = policies.length === 0 || (only ?? direction) !== direction ? undefined : why(policies);
    if (said === undefined) return [];
    const skip: PolicySkip = {
      ...{ direction, why: said, policies: policies.map(({ name }) => name), source: pod.workload ?? pod.id },
      ...(own ? { own } : {}),
    };
    return [[direction, skip] as const];
  });
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

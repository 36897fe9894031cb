import { notModelled } from '../../base/not-modelled.ts';
import type { InterfaceMarks } from '../../network/unmodelled.ts';
import type { Plan, PlannedNode, PlannedPod } from '../../plan/plan.ts';
import type { Cluster } from '../../topology/cluster.ts';
import type { PoliciesAtPod } from '../part.ts';
import { ClusterPolicies } from './cluster-policies.ts';
import type { PoliciesOnNode, PolicyCluster, PolicyEnforcer } from './enforcer.ts';
import type { Policy } from './policy.ts';
import { onItsNode, skipsOf } from './skips.ts';
import { specialPeers } from './special-peers.ts';

/** Nobody has shown what passes before policies are there. */
function unclearOf({ name }: PlannedPod): InterfaceMarks {
  const why = notModelled(`what policies make of ${name}, which was made just now`);
  return { in: why, out: why };
}

type OnNode = (node: PlannedNode, pods: readonly PlannedPod[]) => PoliciesOnNode;

/** What policies put on the nodes of a cluster, and which of them nobody asks; undefined: nothing, or nobody knows what. */
export function policiesIn(
  plan: Plan,
  cluster: Cluster,
  enforcer: PolicyEnforcer | undefined,
  of: Omit<PolicyCluster, 'policies' | 'special'>,
): OnNode | undefined {
  if (!enforcer) return undefined;
  const ignored = enforcer.ignores(of.settings, of.version);
  const policies = new ClusterPolicies(plan, cluster);
  const isRead = (policy: Policy): boolean => !enforcer.ignoresPolicy?.(policy, of.version);
  const read = policies.policies.every(isRead) ? policies : new ClusterPolicies(plan, cluster, isRead);
  const compiled = ignored
    ? undefined
    : enforcer.compile?.({ ...of, policies: read, special: specialPeers(plan, cluster) });
  if (policies.policies.length === 0) return compiled;
  const noneOf = (each: readonly Policy[]): string | undefined => {
    const whys = each.map((policy) => enforcer.ignoresPolicy?.(policy, of.version)?.why);
    return whys.some((why) => why === undefined) ? undefined : whys[0];
  };
  return (node, pods) => {
    const on = compiled?.(node, pods);
    return {
      get chains() {
        return on?.chains ?? [];
      },
      get ipsets() {
        return on?.ipsets ?? [];
      },
      at(pod) {
        const own = on?.at(pod);
        const about = policies.of(pod);
        if (!about) return own;
        const apart = pod.hostNetwork ? onItsNode(pod) : (ignored ?? enforcer.ignoresPod?.(pod))?.why;
        if (apart === undefined && pod.fresh && !enforcer.freshPasses) return { unclear: unclearOf(pod) };
        const why = apart ?? (pod.fresh ? enforcer.freshPasses?.(of.settings) : undefined);
        const passed = why === undefined && !ignored ? enforcer.fromOwnNode?.(node) : undefined;
        const skips =
          passed === undefined
            ? skipsOf(about, pod, (each) => why ?? noneOf(each))
            : skipsOf(about, pod, () => passed, { own: true, only: 'ingress' });
        return skips ? ({ ...own, skips } satisfies PoliciesAtPod) : own;
      },
    };
  };
}

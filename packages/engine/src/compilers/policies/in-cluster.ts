import type { Plan, PlannedNode, PlannedPod } from '../../plan/plan.ts';
import type { Cluster } from '../../topology/cluster.ts';
import { ClusterPolicies } from './cluster-policies.ts';
import type { PoliciesOnNode, PolicyCluster, PolicyEnforcer } from './enforcer.ts';

/** What policies put on the nodes of a cluster; undefined: nothing, or nobody knows what. */
export function policiesIn(
  plan: Pick<Plan, 'pods'>,
  cluster: Cluster,
  enforcer: PolicyEnforcer | undefined,
  of: Omit<PolicyCluster, 'policies'>,
): ((node: PlannedNode, pods: readonly PlannedPod[]) => PoliciesOnNode) | undefined {
  if (!enforcer?.compile || enforcer.ignores(of.settings, of.version)) return undefined;
  return enforcer.compile({ ...of, policies: new ClusterPolicies(plan, cluster) });
}

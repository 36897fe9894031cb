import { notModelled } from '../../base/not-modelled.ts';
import type { InterfaceMarks } from '../../network/unmodelled.ts';
import { branchPolicies } from '../../plan/branch-interfaces.ts';
import type { PlannedPod } from '../../plan/plan.ts';
import type { Cluster, SecurityGroupPolicy } from '../../topology/cluster.ts';
import type { PolicyDirection } from '../../trace/policy.ts';
import type { PodPolicies } from '../policies/cluster-policies.ts';

/** The policy that wants a branch interface for a pod that has none here: of IPv6, or on a node that has no room for it. */
export function branchPolicy(cluster: Cluster, pod: PlannedPod): SecurityGroupPolicy | undefined {
  return pod.branch ? undefined : branchPolicies(cluster, pod)[0];
}

/**
 * What is not modelled at the host's end of a pod's link, which is where both kinds of policies act. `policies`: network policies that are
 * about the pod, where it is not known what the CNI makes of them.
 */
export function podMarks(
  cluster: Cluster,
  pod: PlannedPod,
  policies: PodPolicies | undefined,
): InterfaceMarks | undefined {
  const branch = branchPolicy(cluster, pod);
  if (branch) {
    const why = notModelled(`securitygrouppolicy ${branch.name} selects ${pod.name}`);
    return { in: why, out: why };
  }
  if (pod.unclearCards !== undefined) return { in: pod.unclearCards.why, out: pod.unclearCards.why };
  const by = (way: PolicyDirection): string | undefined => {
    const [policy] = policies?.[way].flatMap((tier) => tier.policies) ?? [];
    return policy && notModelled(`what ${policy.name.text} makes of ${way} of ${pod.name}`);
  };
  const [ingress, egress] = [by('ingress'), by('egress')];
  if (ingress === undefined && egress === undefined) return undefined;
  return { ...(egress === undefined ? {} : { in: egress }), ...(ingress === undefined ? {} : { out: ingress }) };
}

import { notModelled } from '../../base/not-modelled.ts';
import type { InterfaceMarks } from '../../network/unmodelled.ts';
import type { PlannedPod } from '../../plan/plan.ts';
import { selects } from '../../plan/select.ts';
import { hasBranchInterfaces } from '../../plan/unknown-nodes.ts';
import type { Cluster, SecurityGroupPolicy } from '../../topology/cluster.ts';
import type { PolicyDirection } from '../../trace/policy.ts';
import type { PodPolicies } from '../policies/cluster-policies.ts';

const concerns = (policy: SecurityGroupPolicy, pod: PlannedPod): boolean =>
  policy.namespace === pod.namespace && selects(policy.podSelector?.requirements ?? [], pod.labels);

/** The policy that puts a pod behind a branch interface, with security groups of its own. */
export function branchPolicy(cluster: Cluster, pod: PlannedPod): SecurityGroupPolicy | undefined {
  if (pod.hostNetwork || !hasBranchInterfaces(cluster)) return undefined;
  return cluster.securityGroupPolicies.find((each) => concerns(each, pod));
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
  const by = (way: PolicyDirection): string | undefined => {
    const [policy] = policies?.[way].flatMap((tier) => tier.policies) ?? [];
    return policy && notModelled(`what ${policy.name.text} makes of ${way} of ${pod.name}`);
  };
  const [ingress, egress] = [by('ingress'), by('egress')];
  if (ingress === undefined && egress === undefined) return undefined;
  return { ...(egress === undefined ? {} : { in: egress }), ...(ingress === undefined ? {} : { out: ingress }) };
}

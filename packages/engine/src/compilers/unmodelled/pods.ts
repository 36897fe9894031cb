import { notModelled } from '../../base/not-modelled.ts';
import type { InterfaceMarks } from '../../network/unmodelled.ts';
import type { PlannedPod } from '../../plan/plan.ts';
import { selects } from '../../plan/select.ts';
import { hasBranchInterfaces } from '../../plan/unknown-nodes.ts';
import type { Cluster, NetworkPolicy, SecurityGroupPolicy } from '../../topology/cluster.ts';
import { isolated } from '../policies/policy.ts';

const concerns = (policy: NetworkPolicy | SecurityGroupPolicy, pod: PlannedPod): boolean =>
  policy.namespace === pod.namespace && selects(policy.podSelector?.requirements ?? [], pod.labels);

/** The policy that puts a pod behind a branch interface, with security groups of its own. */
export function branchPolicy(cluster: Cluster, pod: PlannedPod): SecurityGroupPolicy | undefined {
  if (pod.hostNetwork || !hasBranchInterfaces(cluster)) return undefined;
  return cluster.securityGroupPolicies.find((each) => concerns(each, pod));
}

/** What is not modelled at the host's end of a pod's link, which is where both kinds of policies act. `enforced`: it is known what network policies do there. */
export function podMarks(cluster: Cluster, pod: PlannedPod, enforced: boolean): InterfaceMarks | undefined {
  const branch = branchPolicy(cluster, pod);
  if (branch) {
    const why = notModelled(`securitygrouppolicy ${branch.name} selects ${pod.name}`);
    return { in: why, out: why };
  }
  if (enforced) return undefined;
  const policies = cluster.networkPolicies.filter((each) => concerns(each, pod));
  const by = (way: 'ingress' | 'egress'): string | undefined => {
    const policy = policies.find((each) => isolated(each).includes(way));
    return policy && notModelled(`networkpolicy ${policy.name} isolates ${pod.name} for ${way}`);
  };
  const [ingress, egress] = [by('ingress'), by('egress')];
  if (ingress === undefined && egress === undefined) return undefined;
  return { ...(egress === undefined ? {} : { in: egress }), ...(ingress === undefined ? {} : { out: ingress }) };
}

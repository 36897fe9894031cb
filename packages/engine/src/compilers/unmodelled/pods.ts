import { notModelled } from '../../base/not-modelled.ts';
import type { InterfaceMarks } from '../../network/unmodelled.ts';
import type { PlannedPod } from '../../plan/plan.ts';
import { selects } from '../../plan/select.ts';
import { hasBranchInterfaces } from '../../plan/unknown-nodes.ts';
import type { Cluster, NetworkPolicy, SecurityGroupPolicy } from '../../topology/cluster.ts';

const concerns = (policy: NetworkPolicy | SecurityGroupPolicy, pod: PlannedPod): boolean =>
  policy.namespace === pod.namespace && selects(policy.podSelector?.requirements ?? [], pod.labels);

/** The directions that a policy isolates (networking.k8s.io/v1, policyTypes): ingress unless told, egress where it has such rules. */
function isolated({ settings, rules }: NetworkPolicy): readonly ('ingress' | 'egress')[] {
  const written = settings.find(({ key }) => key === 'policyTypes')?.values.map((each) => each.toLowerCase());
  const both = ['ingress', 'egress'] as const;
  if (written) return both.filter((each) => written.includes(each));
  return rules.some(({ direction }) => direction === 'egress') ? both : ['ingress'];
}

/** The policy that puts a pod behind a branch interface, with security groups of its own. */
export function branchPolicy(cluster: Cluster, pod: PlannedPod): SecurityGroupPolicy | undefined {
  if (pod.hostNetwork || !hasBranchInterfaces(cluster)) return undefined;
  return cluster.securityGroupPolicies.find((each) => concerns(each, pod));
}

/** What is not modelled at the host's end of a pod's link, which is where both kinds of policies act. */
export function podMarks(cluster: Cluster, pod: PlannedPod): InterfaceMarks | undefined {
  const branch = branchPolicy(cluster, pod);
  if (branch) {
    const why = notModelled(`securitygrouppolicy ${branch.name} selects ${pod.name}`);
    return { in: why, out: why };
  }
  const policies = cluster.networkPolicies.filter((each) => concerns(each, pod));
  const by = (way: 'ingress' | 'egress'): string | undefined => {
    const policy = policies.find((each) => isolated(each).includes(way));
    return policy && notModelled(`networkpolicy ${policy.name} isolates ${pod.name} for ${way}`);
  };
  const [ingress, egress] = [by('ingress'), by('egress')];
  if (ingress === undefined && egress === undefined) return undefined;
  return { ...(egress === undefined ? {} : { in: egress }), ...(ingress === undefined ? {} : { out: ingress }) };
}

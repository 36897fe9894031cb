import type { Cluster, Pod, SecurityGroupPolicy } from '../topology/cluster.ts';
import type { ElementId } from '../topology/id.ts';
import { elementId } from '../topology/id.ts';
import { settingOf } from '../topology/setting.ts';
import type { Draft } from './draft.ts';
import type { DraftNode } from './draft-node.ts';
import type { PlannedBranch, PlannedPod } from './plan.ts';
import { selects } from './select.ts';

type Selected = Pick<PlannedPod, 'namespace' | 'labels' | 'hostNetwork'>;

const concerns = (policy: SecurityGroupPolicy, pod: Selected): boolean =>
  policy.namespace === pod.namespace && selects(policy.podSelector?.requirements ?? [], pod.labels);

/** The policies that put a pod behind a branch interface, with security groups of their own: all that select it. */
export function branchPolicies(cluster: Cluster, pod: Selected): readonly SecurityGroupPolicy[] {
  const block = settingOf(cluster.settings, 'cni')?.settings ?? [];
  if (pod.hostNetwork || settingOf(block, 'ENABLE_POD_ENI')?.values[0] !== 'true') return [];
  return cluster.securityGroupPolicies.filter((each) => concerns(each, pod));
}

/** VLANs that nodes have given. */
const given = new WeakMap<DraftNode, number>();

/**
 * The branch interface of a pod that policies select, where its node has room for one: on the trunk under the next VLAN, in
 * the subnet of interfaces for pods, with an address of its own (amazon-vpc-resource-controller-k8s, pkg/provider/branch).
 */
export function branchOf(
  draft: Draft,
  cluster: Cluster,
  pod: Selected & { readonly id: ElementId; readonly written?: Pod['addresses'][number]['text'] | undefined },
  node: DraftNode,
): { readonly branch: PlannedBranch; readonly address: string } | undefined {
  const policies = branchPolicies(cluster, pod);
  const [policy] = policies;
  const vlan = (given.get(node) ?? 0) + 1;
  const subnet = node.podSubnet;
  if (!policy || subnet === undefined || vlan > (node.branchEnis ?? 0)) return undefined;
  const address = pod.written ?? draft.subnets.get(subnet)?.next(pod.id);
  if (address === undefined) return undefined;
  given.set(node, vlan);
  const securityGroups = [...new Set(policies.flatMap((each) => each.securityGroups))];
  const id = elementId(`${pod.id}#branch`);
  return { branch: { id, subnet, vlan, securityGroups, policy: policy.id }, address };
}

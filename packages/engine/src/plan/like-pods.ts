import type { Ip } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import { machinesByAddress } from './addressed-machines.ts';
import { eniOfPod } from './network-cards.ts';
import type { Plan, PlannedNode, PlannedPod } from './plan.ts';
import { itemOf } from './plan-index.ts';

const known = new WeakMap<Plan['topology']['clusters'], ReadonlySet<ElementId>>();

/** Pods of workloads, and nodes of groups, of which something is said that is not said of all of them. */
function oddOnes({ topology: { clusters } }: Plan): ReadonlySet<ElementId> {
  let odd = known.get(clusters);
  if (!odd) {
    const all = clusters.flatMap(({ workloads, nodeGroups }) => [...workloads, ...nodeGroups]);
    odd = new Set(all.flatMap(({ exceptions }) => [...(exceptions?.keys() ?? [])]));
    known.set(clusters, odd);
  }
  return odd;
}

/**
 * What a pod's machine is made of, but for its name and its addresses: pods of one workload at one interface of one node are
 * made alike. Undefined: a pod that nobody says is like another.
 */
export function madeLike(plan: Plan, { id, workload, node, eni, card, attachments }: PlannedPod): string | undefined {
  if (workload === undefined || attachments || oddOnes(plan).has(id)) return undefined;
  return `${workload} ${node} ${card ?? 0} ${eni}`;
}

/** What nodes are made of, but for their names, their addresses and how many interfaces and pods they have. */
function nodeLike(plan: Plan, { id, group, subnet, zone }: PlannedNode): string | undefined {
  return group === undefined || oddOnes(plan).has(id) ? undefined : `${group} ${subnet} ${zone}`;
}

/**
 * What a pod's machine and all that leads to it from outside of its node are made of, but for names and addresses: pods of one
 * workload at interfaces of one index, of nodes of one group in one subnet, which nobody says anything else of. Undefined: a pod
 * that nobody says is like another, one that has its node's address, one whose address somebody else has too.
 */
export function onNodesAlike(plan: Plan, pod: PlannedPod, address: Ip): string | undefined {
  const { id, workload, node, eni, card, hostNetwork, branch, attachments } = pod;
  if (workload === undefined || hostNetwork || attachments || oddOnes(plan).has(id)) return undefined;
  const at = node === undefined ? undefined : itemOf(plan.nodes, node);
  const like = at && nodeLike(plan, at);
  if (like === undefined || branch || machinesByAddress(plan).get(address) !== id) return madeLike(plan, pod);
  const subnet = at && eniOfPod(at, pod)?.subnet;
  return `${workload} ${like} ${card ?? 0} ${eni} ${subnet}`;
}

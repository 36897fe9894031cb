import { cloudOf } from '../../compilers/clouds/index.ts';
import { cniModeOf } from '../../plan/capacity/cni-mode.ts';
import { delegatesPrefixes } from '../../plan/capacity/max-pods.ts';
import { podLimit } from '../../plan/capacity/pod-limit.ts';
import type { MachineType } from '../../plan/machine-type.ts';
import type { Plan, PlannedNode, Problem } from '../../plan/plan.ts';
import type { Cluster } from '../../topology/cluster.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Fix } from '../finding.ts';
import { fittingType } from './fix-machine.ts';
import { enablePrefixes } from './fix-prefix.ts';

/** What lets a node take so many pods: prefixes, or another machine type. */
export function moreRoom(node: PlannedNode, cluster: Cluster, pods: number): Fix[] {
  const { prefix } = cniModeOf(cluster);
  const most = (type: MachineType, withPrefixes: boolean): number => limitOf(type, cluster, withPrefixes) ?? 0;
  const own = typeOf(node);
  return [
    ...(own && delegatesPrefixes(own) && most(own, true) >= pods ? enablePrefixes(cluster) : []),
    ...fittingType(node, (type) => most(type, prefix && delegatesPrefixes(type)) >= pods),
  ];
}

/** What gives room to all pods that find no node or no interface: prefixes, if nodes are full and not subnets. */
export function roomFor(plan: Plan, { code, about, related }: Problem): Fix[] {
  const pod = plan.pods.find((each) => each.id === about || each.workload === about);
  const cluster = plan.topology.clusters.find((each) => each.id === pod?.cluster);
  if (!cluster || (code !== 'NK036' && code !== 'NK037')) return [];
  const nodes = plan.nodes.filter((each) => each.cluster === cluster.id);
  const full = related[0]?.about;
  if (code === 'NK037' && !nodes.some((each) => each.id === full || each.group === full)) return [];
  return prefixesGiveRoom(plan, cluster) ? enablePrefixes(cluster) : [];
}

const known = new WeakMap<Plan, Map<ElementId, boolean>>();

/** Whether all pods of a cluster find room when its nodes have prefixes. Computed once: thousands of pods may ask. */
function prefixesGiveRoom(plan: Plan, cluster: Cluster): boolean {
  const answers = known.get(plan) ?? new Map<ElementId, boolean>();
  known.set(plan, answers);
  const before = answers.get(cluster.id);
  if (before !== undefined) return before;
  const homeless = plan.pods.filter((each) => each.cluster === cluster.id && each.node === undefined).length;
  const nodes = plan.nodes.filter((each) => each.cluster === cluster.id);
  const spare = nodes.reduce((sum, node) => sum + spareWithPrefixes(node, cluster), 0);
  const answer = spare >= Math.max(1, homeless);
  answers.set(cluster.id, answer);
  return answer;
}

function spareWithPrefixes(node: PlannedNode, cluster: Cluster): number {
  const type = typeOf(node);
  const most =
    node.podLimit?.rule === 'max-pods' || !type || !delegatesPrefixes(type)
      ? node.maxPods
      : limitOf(type, cluster, true);
  return Math.max(0, (most ?? 0) - node.pods.length);
}

const typeOf = ({ machine }: PlannedNode): MachineType | undefined =>
  machine === undefined ? undefined : cloudOf('aws')?.machineTypes.get(machine);

const limitOf = ({ name, limits }: MachineType, cluster: Cluster, prefix: boolean): number | undefined =>
  limits && podLimit({ machine: name, ...limits, ...cniModeOf(cluster), prefix }, undefined).maxPods;

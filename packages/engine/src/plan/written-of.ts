import { elementId } from '../topology/id.ts';
import type { Setting } from '../topology/setting.ts';
import type { Plan, PlannedPod } from './plan.ts';
import { itemOf } from './plan-index.ts';

/** The settings that an author wrote for a pod: its own, or those of its workload. */
export function settingsOfPod({ topology }: Plan, { id, cluster, workload }: PlannedPod): readonly Setting[] {
  const written = topology.clusters.find((each) => each.id === cluster);
  if (workload === undefined) return (written && itemOf(written.pods, id))?.settings ?? [];
  const own = written && itemOf(written.workloads, workload);
  return own?.exceptions?.get(id)?.settings ?? own?.settings ?? [];
}

/** The settings of a machine that is no pod: a node, a host of a subnet, a machine or client of the Internet. */
export function settingsOfMachine({ topology, nodes }: Plan, id: string): readonly Setting[] {
  const node = itemOf(nodes, elementId(id));
  const cluster = node && topology.clusters.find((each) => each.id === node.cluster);
  const group = cluster?.nodeGroups.find((each) => each.id === node?.group);
  const { internet, vpcs } = topology;
  const own =
    group?.exceptions?.get(node!.id) ??
    cluster?.nodes.find((each) => each.id === id) ??
    group ??
    [...(internet?.clients ?? []), ...(internet?.hosts ?? []), ...vpcs.flatMap(({ hosts }) => hosts)].find(
      (each) => each.id === id,
    );
  return own?.settings ?? [];
}

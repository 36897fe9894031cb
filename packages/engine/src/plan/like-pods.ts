import type { ElementId } from '../topology/id.ts';
import type { Plan, PlannedPod } from './plan.ts';

const known = new WeakMap<Plan, ReadonlySet<ElementId>>();

/** Pods of workloads of which something is said that is not said of their workload. */
function oddPods(plan: Plan): ReadonlySet<ElementId> {
  let odd = known.get(plan);
  if (!odd) {
    const workloads = plan.topology.clusters.flatMap((cluster) => cluster.workloads);
    odd = new Set(workloads.flatMap(({ exceptions }) => [...(exceptions?.keys() ?? [])]));
    known.set(plan, odd);
  }
  return odd;
}

/**
 * What a pod's machine is made of, but for its name and its addresses: pods of one workload at one interface of one node are
 * made alike. Undefined: a pod that nobody says is like another.
 */
export function madeLike(plan: Plan, { id, workload, node, eni }: PlannedPod): string | undefined {
  return workload === undefined || oddPods(plan).has(id) ? undefined : `${workload} ${node} ${eni}`;
}

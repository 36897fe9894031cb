import type { Plan } from '../plan/plan.ts';
import type { ElementId } from '../topology/id.ts';

type Item = { readonly id: ElementId };

const byIds = new WeakMap<readonly Item[], ReadonlyMap<ElementId, Item>>();

/** The element of a list of a plan. Versions of a plan share their lists, and walks their index. */
export function itemOf<T extends Item>(list: readonly T[], id: ElementId): T | undefined {
  let index = byIds.get(list);
  if (!index) {
    const made = new Map<ElementId, Item>();
    for (const item of list) if (!made.has(item.id)) made.set(item.id, item);
    byIds.set(list, made);
    index = made;
  }
  return index.get(id) as T | undefined;
}

const byWorkloads = new WeakMap<Plan['pods'], ReadonlyMap<ElementId, Plan['pods']>>();

/** The pods of a workload, in the order of the plan. */
export function podsOfWorkload({ pods }: Pick<Plan, 'pods'>, workload: ElementId): Plan['pods'] {
  let index = byWorkloads.get(pods);
  if (!index) {
    const made = new Map<ElementId, Plan['pods'][number][]>();
    for (const pod of pods) {
      if (pod.workload === undefined) continue;
      const list = made.get(pod.workload);
      if (list) list.push(pod);
      else made.set(pod.workload, [pod]);
    }
    byWorkloads.set(pods, made);
    index = made;
  }
  return index.get(workload) ?? [];
}

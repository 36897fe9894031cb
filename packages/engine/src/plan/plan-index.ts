import type { ElementId } from '../topology/id.ts';
import type { Plan, PlannedPod } from './plan.ts';

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

/** The pods that say the same of something, in the order of the plan. */
function podsBy(key: (pod: PlannedPod) => ElementId | undefined) {
  const known = new WeakMap<Plan['pods'], ReadonlyMap<ElementId, Plan['pods']>>();
  const indexOf = (pods: Plan['pods']): ReadonlyMap<ElementId, Plan['pods']> => {
    const index = new Map<ElementId, PlannedPod[]>();
    for (const pod of pods) {
      const id = key(pod);
      if (id === undefined) continue;
      const list = index.get(id);
      if (list) list.push(pod);
      else index.set(id, [pod]);
    }
    return index;
  };
  return ({ pods }: Pick<Plan, 'pods'>, id: ElementId): Plan['pods'] => {
    const index = known.get(pods) ?? indexOf(pods);
    known.set(pods, index);
    return index.get(id) ?? [];
  };
}

/** The pods of a workload, in the order of the plan. */
export const podsOfWorkload = podsBy(({ workload }) => workload);

/** The pods of a node, in the order of the plan. */
export const podsOfNode = podsBy(({ node }) => node);

const byAddress = new WeakMap<readonly Addressed[], ReadonlyMap<string, readonly Addressed[]>>();

type Addressed = {
  readonly id: ElementId;
  readonly address?: string;
  readonly address6?: string;
  readonly otherAddress?: string;
  readonly attachments?: readonly { readonly address: string }[];
};

const furtherOf = ({ attachments = [] }: Addressed): readonly string[] => attachments.map(({ address }) => address);

/** The things of a list of a plan that have an address, as canonical text. */
export function itemsAt<T extends Addressed>(list: readonly T[], address: string): readonly T[] {
  let index = byAddress.get(list);
  if (!index) {
    const made = new Map<string, Addressed[]>();
    for (const item of list)
      for (const text of [item.address, item.address6, item.otherAddress, ...furtherOf(item)]) {
        if (text === undefined) continue;
        const there = made.get(text);
        if (there) there.push(item);
        else made.set(text, [item]);
      }
    byAddress.set(list, made);
    index = made;
  }
  return (index.get(address) ?? []) as readonly T[];
}

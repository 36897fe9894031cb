import { naturalOrder } from '@netk/engine';

interface Named {
  readonly id: string;
  readonly label: string;
}

/** A copy in the natural order of the names, ids where names are equal. */
export function ordered<T extends Named>(list: readonly T[]): T[] {
  return [...list].sort(before);
}

export const before = (a: Named, b: Named): number => naturalOrder(a.label, b.label) || naturalOrder(a.id, b.id);

/** The slot of each element: the one of the hint, else the first free one in the order of the names. */
export function slotsOf(list: readonly Named[], hint: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  const sorted = ordered(list);
  for (const { id } of sorted) {
    const slot = Object.hasOwn(hint, id) ? hint[id] : undefined;
    if (slot === undefined || taken.has(slot)) continue;
    slots.set(id, slot);
    taken.add(slot);
  }
  let next = 0;
  for (const { id } of sorted) {
    if (slots.has(id)) continue;
    while (taken.has(next)) next++;
    slots.set(id, next);
    taken.add(next);
  }
  return slots;
}

import type { Labels, Requirement } from '../topology/setting.ts';

/** Whether labels meet all requirements, as the API server decides. */
export const selects = (requirements: readonly Requirement[], labels: Labels): boolean =>
  requirements.every((requirement) => meets(requirement, labels));

function meets({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case 'absent':
      return value === undefined;
  }
}

/** Things by their labels: finds what a selector can mean without looking at everything. */
export class LabelIndex<T> {
  /** Key → value → things. */
  readonly #by = new Map<string, Map<string, T[]>>();
  readonly #all: T[] = [];

  add(item: T, labels: Labels): void {
    this.#all.push(item);
    for (const key in labels) this.addUnder(item, key, labels[key]!);
  }

  /** Lets a thing that was added be found by one more key. */
  addUnder(item: T, key: string, value: string): void {
    let values = this.#by.get(key);
    if (!values) {
      values = new Map();
      this.#by.set(key, values);
    }
    const list = values.get(value);
    if (list) list.push(item);
    else values.set(value, [item]);
  }

  /** A superset of the things that meet the requirements, in the order they were added. */
  candidates(requirements: readonly Requirement[]): readonly T[] {
    let best: readonly T[] = this.#all;
    for (const { key, operator, values } of requirements) {
      if (operator !== 'in' || values.length !== 1) continue;
      const list = this.#by.get(key)?.get(values[0]!) ?? [];
      if (list.length < best.length) best = list;
    }
    return best;
  }
}

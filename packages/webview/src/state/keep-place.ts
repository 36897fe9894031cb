import type { Moment } from '@netk/engine';

/** The entry without the parts that differ from run to run: addresses, numbers and chain hashes. */
const shape = (entry: string): string =>
  entry.replace(/KUBE-(SVC|SEP|EXT|FW)-[A-Z2-7]{16}/g, 'KUBE-$1').replace(/[\d.:a-f]{3,}|\d+/g, '#');

const sameHop = (a: Moment, b: Moment): boolean =>
  a.direction === b.direction && (a.leg ?? 0) === (b.leg ?? 0) && a.hop.id === b.hop.id;

/** Where the cursor stands after an edit: the same (direction, device, stage, entry shape), else the nearest earlier hop. */
export function keepPlace(before: readonly Moment[], step: number, after: readonly Moment[]): number {
  const here = before[step];
  if (!here) return 0;
  const same = after.filter((other) => sameHop(other, here) && other.step.stage === here.step.stage);
  const exact = same.find((other) => other.step.entry === here.step.entry);
  const alike = same.find((other) => shape(other.step.entry) === shape(here.step.entry));
  const found = exact ?? alike ?? same[0];
  if (found) return found.index;
  for (let i = step; i >= 0; i--) {
    const hop = after.find((other) => sameHop(other, before[i]!));
    if (hop) return hop.index;
  }
  return 0;
}

/** The first hop at which two ways differ, or undefined. */
export function changedHop(before: readonly Moment[], after: readonly Moment[]): Moment | undefined {
  const differs = (a: Moment | undefined, b: Moment | undefined): boolean =>
    a?.hop.id !== b?.hop.id || a?.step.stage !== b?.step.stage || a?.step.entry !== b?.step.entry;
  const length = Math.max(before.length, after.length);
  for (let i = 0; i < length; i++) if (differs(before[i], after[i])) return after[i] ?? after.at(-1);
  return undefined;
}

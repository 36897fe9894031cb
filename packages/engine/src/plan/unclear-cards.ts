import type { Plan } from './plan.ts';

const known = new WeakMap<Plan['pods'], ReadonlyMap<string, string>>();

/** Why it is not known whether anybody has an address: it is written for an interface that its pod may not have. */
export function whyUnclear({ pods }: Pick<Plan, 'pods'>, address: string): string | undefined {
  let reasons = known.get(pods);
  if (!reasons) {
    const each = pods.flatMap(({ unclearCards: of }) => of?.addresses.map((text) => [text, of.why] as const) ?? []);
    reasons = new Map(each);
    known.set(pods, reasons);
  }
  return reasons.get(address);
}

import type { PlannedBalancer } from '../../plan/balancer.ts';

/** What marks begin at: 0 is that of every packet that nobody marked. */
const firstMark = 1;

const known = new WeakMap<PlannedBalancer, ReadonlyMap<string, number>>();

/** The firewall mark that leads to the machine with an address, its place among those of the balancer: machines are told apart, and not their ports. */
export function markOf(balancer: PlannedBalancer, address: string): number {
  let marks = known.get(balancer);
  if (!marks) {
    const all = new Set(balancer.groups.flatMap(({ targets }) => targets.map((each) => each.address)));
    marks = new Map([...all].map((each, at) => [each, firstMark + at]));
    known.set(balancer, marks);
  }
  return marks.get(address) ?? 0;
}

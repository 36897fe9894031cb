import type { PlannedBalancer } from '../../plan/balancer.ts';

/** What each target's mark begins at: its place among those of the balancer. */
const firstMark = 1;

/** The firewall mark that leads to the machine with an address: machines are told apart, and not their ports. */
export function markOf({ groups }: PlannedBalancer, address: string): number {
  const all = [...new Set(groups.flatMap(({ targets }) => targets.map((each) => each.address)))];
  return firstMark + all.indexOf(address);
}

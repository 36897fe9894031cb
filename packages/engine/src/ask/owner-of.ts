import { type Ip, showIp } from '../base/addr/index.ts';
import { joinedVpcs } from '../plan/joined-vpcs.ts';
import type { Plan } from '../plan/plan.ts';
import { itemsAt } from '../plan/plan-index.ts';
import { isOnPremises } from '../plan/premises.ts';
import { type Asker, lanOf, type Target, vpcOf } from './end.ts';

/**
 * The pod or host that has an address, of those that the asker's network may reach: a Service that claims it too takes the
 * packet elsewhere. Networks that nothing joins may use one address each.
 */
export function ownerOf(plan: Plan, address: Ip, { vpc, lan }: Asker): Pick<Target, 'meant'> {
  const text = showIp(address);
  const joined = new Set([...joinedVpcs(plan.topology, vpc)].map(({ id }) => id));
  const owners = [...itemsAt(plan.pods, text).filter((each) => !each.hostNetwork), ...itemsAt(plan.hosts, text)];
  const near = owners.filter(({ id }) => {
    const home = lanOf(plan, id);
    if (home !== undefined) return home === lan || isOnPremises(plan, home, vpc);
    const own = vpcOf(plan, id);
    return own === undefined || joined.has(own) || isOnPremises(plan, lan, own);
  });
  return near.length === 1 ? { meant: near[0]!.id } : {};
}

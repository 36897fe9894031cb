import { parseIp } from '../base/addr/index.ts';
import type { PlannedBalancer } from '../plan/balancer.ts';
import type { Plan } from '../plan/plan.ts';
import type { ElementId } from '../topology/id.ts';
import type { DnsZone } from '../topology/internet.ts';

/** What a name stands for, as DNS would answer: addresses that are written, or a balancer. */
export type Named =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | { readonly kind: 'balancer'; readonly balancer: PlannedBalancer }
  | { readonly kind: 'nothing'; readonly why: string };

/** More aliases one behind the other than resolvers follow. */
const mostAliases = 8;

/**
 * What a host name leads to: records of the file's zones that who asks can see, else the balancer that claims the name, by an
 * exact name before a wildcard. Nothing is sent: it is what DNS would answer.
 */
export function named(plan: Plan, host: string, vpc: ElementId | undefined): Named {
  if (parseIp(host) !== undefined) return { kind: 'addresses', addresses: [host] };
  let name = host.toLowerCase().replace(/\.$/, '');
  for (let i = 0; i < mostAliases; i++) {
    const zones = zonesFor(plan, name, vpc);
    const found = zones.map((zone) => recordsOf(zone, name)).find((records) => records.length > 0);
    if (!found) return claimed(plan, name);
    const alias = found.find(({ target }) => target?.kind === 'element')?.target;
    if (alias?.kind === 'element') return balancerOf(plan, alias.of, name);
    const cname = found.find(({ type }) => type === 'CNAME');
    if (!cname) {
      const addresses = found.filter(({ type }) => type === 'A').flatMap(({ values }) => values);
      if (addresses.length > 0) return { kind: 'addresses', addresses };
      return { kind: 'nothing', why: `${name} has no record of type A` };
    }
    name = (cname.values[0] ?? '').toLowerCase().replace(/\.$/, '');
  }
  return { kind: 'nothing', why: `more than ${mostAliases} aliases one behind the other from ${host}` };
}

/** Zones that a name lies in and that who asks can see, the longest name first; private ones hide public ones. */
function zonesFor(plan: Plan, name: string, vpc: ElementId | undefined): readonly DnsZone[] {
  const inside = ({ privateIn }: DnsZone) => privateIn === undefined || privateIn === vpc;
  return (plan.topology.internet?.zones ?? [])
    .filter(
      (zone) => inside(zone) && (name === zone.name.toLowerCase() || name.endsWith(`.${zone.name.toLowerCase()}`)),
    )
    .sort(
      (a, b) => b.name.length - a.name.length || Number(b.privateIn !== undefined) - Number(a.privateIn !== undefined),
    );
}

function recordsOf({ name: zone, records }: DnsZone, name: string): DnsZone['records'] {
  const apex = zone.toLowerCase();
  const isIt = (each: string) => {
    const own = each.toLowerCase();
    return own === '@' ? name === apex : name === `${own}.${apex}` || own === name;
  };
  const exact = records.filter((each) => isIt(each.name));
  if (exact.length > 0) return exact;
  return records.filter((each) => each.name.startsWith('*') && name.endsWith(`${each.name.slice(1)}.${apex}`));
}

function balancerOf(plan: Plan, of: ElementId, name: string): Named {
  const balancer = plan.balancers.find(({ members }) => members.includes(of));
  if (balancer) return { kind: 'balancer', balancer };
  return { kind: 'nothing', why: `${name} is an alias of what has no load balancer` };
}

function claimed(plan: Plan, name: string): Named {
  const hosts = ({ hosts }: PlannedBalancer) => hosts.map((each) => each.toLowerCase());
  const exact = plan.balancers.filter((each) => hosts(each).includes(name));
  const wild = plan.balancers.filter((each) =>
    hosts(each).some((host) => host.startsWith('*.') && name.endsWith(host.slice(1))),
  );
  const [balancer, other] = exact.length > 0 ? exact : wild;
  if (!balancer) return { kind: 'nothing', why: `no record, Ingress or Gateway of the file claims the name ${name}` };
  if (other)
    return { kind: 'nothing', why: `${balancer.name} and ${other.name} both claim ${name}: a record has to say which` };
  return { kind: 'balancer', balancer };
}

import type { Zone, ZoneRecord } from '../../network/dns.ts';
import type { Plan } from '../../plan/plan.ts';
import { itemOf } from '../../plan/plan-index.ts';
import { domainOf, hasHostnames, hasResolver } from '../../plan/resolv-conf.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';

/** A machine with a public address, and the name that Amazon gives to it. */
interface Named {
  readonly machine: ElementId;
  readonly vpc: ElementId;
  readonly name: string;
  readonly address: string;
  readonly eip: string;
}

/** Seconds, as of the other names of machines. */
const ttl = 60;

/** In us-east-1 `compute-1`, elsewhere `REGION.compute` (VPC user guide, DNS attributes). */
const publicDomain = (domain: string): string =>
  `${domain === 'ec2.internal' ? 'compute-1' : domain.replace(/\.internal$/, '')}.amazonaws.com`;

/** Both attributes are on: machines with public addresses have names. */
const hasNames = (plan: Plan, vpc: ElementId): boolean => hasHostnames(plan, vpc) && hasResolver(plan, vpc);

const known = new WeakMap<Plan, readonly Named[]>();

/** `ec2-203-0-113-25.compute-1.amazonaws.com`: machines of VPCs with `enable-dns-hostnames`. */
function namedIn(plan: Plan): readonly Named[] {
  let named = known.get(plan);
  if (!named) {
    named = [...plan.nodes, ...plan.hosts].flatMap(({ id, subnet: within, address, eip }): readonly Named[] => {
      const subnet = within === undefined ? undefined : itemOf(plan.subnets, within);
      if (!subnet || address === undefined || eip === undefined || !hasNames(plan, subnet.vpc)) return [];
      const name = `ec2-${eip.replaceAll('.', '-')}.${publicDomain(domainOf(plan, subnet))}`;
      return [{ machine: id, vpc: subnet.vpc, name, address, eip }];
    });
    known.set(plan, named);
  }
  return named;
}

/** What everybody is told: the public address. Undefined: no machine of the file has the name. */
export function publicHostname(plan: Plan, name: string): readonly ZoneRecord[] | undefined {
  const found = namedIn(plan).find((each) => each.name === name);
  return found && [{ name, type: 'A', value: found.eip, ttl, source: found.machine }];
}

/**
 * VPCs whose machines one VPC knows by their private addresses: itself, and those that let the other side of a peering connection do so, where
 * both have the attributes (VPC peering guide, DNS resolution).
 */
function seenFrom(plan: Plan, vpc: ElementId): ReadonlySet<ElementId> {
  const seen = new Set([vpc]);
  if (!hasNames(plan, vpc)) return seen;
  for (const { requester, accepter, settings } of plan.topology.peerings) {
    const [requesters] = settingOf(settings, 'requester.allow-remote-vpc-dns-resolution')?.values ?? [];
    const [accepters] = settingOf(settings, 'accepter.allow-remote-vpc-dns-resolution')?.values ?? [];
    if (accepter === vpc && requesters === 'true') seen.add(requester);
    if (requester === vpc && accepters === 'true') seen.add(accepter);
  }
  return seen;
}

/** The names of machines that the resolver of a VPC answers with private addresses: each is a zone of its own. */
export function hostnamesFor(plan: Plan, vpc: ElementId): readonly Zone[] {
  const named = namedIn(plan);
  if (named.length === 0) return [];
  const seen = seenFrom(plan, vpc);
  return named
    .filter((each) => seen.has(each.vpc))
    .map(
      ({ name, address, machine }): Zone => ({
        ...{ name, title: `the public name of ${address}`, servers: [], plain: true, source: machine },
        soa: { ttl, minimum: ttl },
        at: (asked) => (asked === name ? [{ name, type: 'A', value: address, ttl, source: machine }] : undefined),
      }),
    );
}

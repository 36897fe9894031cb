import { type Ip, parseIp } from '../../base/addr/index.ts';
import { absolute, isWithin, type Zone, type ZoneRecord } from '../../network/dns.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import { cutAbove, recordsOf } from '../../walk/names/zone-answer.ts';
import { internetNames } from '../names/internet-names.ts';
import { ownerOf } from '../names/written-zones.ts';

/** The addresses that names may be answered with, as the file has them. */
export interface NamedAddresses {
  readonly known: ReadonlySet<Ip>;
  /** Why there may be others; undefined: these are all. */
  readonly why?: string;
}

/** More aliases behind each other than any server follows. */
const mostAliases = 16;

/**
 * All addresses that somebody in a VPC may be told for names of a policy, whichever records a server chooses. `*.` in front means one label or
 * more, and not the name itself (policy.networking.k8s.io/v1alpha2, DomainName).
 */
export function addressesOfNames(plan: Plan, vpc: ElementId | undefined, domains: readonly string[]): NamedAddresses {
  const known = new Set<Ip>();
  const whys: string[] = [];
  const visible = zonesSeenFrom(plan, vpc);
  const follow = (name: string, aliases: number): void => {
    const zone = visible(name);
    const cut = zone && !zone.plain && name !== zone.name ? cutAbove(zone, name) : undefined;
    const records = zone && !cut ? recordsOf(zone, name) : undefined;
    if (!zone || cut || (!records && zone.partial) || aliases > mostAliases) {
      whys.push(`the file does not say which addresses ${name} has`);
      return;
    }
    for (const record of records ?? []) take(record, aliases);
  };
  const take = ({ type, value, bad }: ZoneRecord, aliases: number): void => {
    if (bad !== undefined) whys.push(bad);
    else if (type === 'CNAME') follow(value, aliases + 1);
    else if (type === 'A' || type === 'AAAA') {
      const ip = parseIp(value);
      if (ip !== undefined) known.add(ip);
    }
  };
  for (const written of domains) {
    const name = absolute(written);
    if (!name.startsWith('*.')) {
      follow(name, 0);
      continue;
    }
    const below = name.slice(2);
    const { names, isAll } = namesBelow(plan, vpc, below, visible);
    for (const each of names) follow(each, 0);
    if (!isAll) whys.push(`the file does not say which names there are below ${below}`);
  }
  return { known, ...(whys[0] === undefined ? {} : { why: whys[0] }) };
}

/** The zone that has a name for who asks in a VPC: a private one goes before all others (Route 53 developer guide, private hosted zones). */
function zonesSeenFrom(plan: Plan, vpc: ElementId | undefined): (name: string) => Zone | undefined {
  const names = internetNames(plan);
  const own = vpc === undefined ? [] : names.privateIn(vpc);
  return (name) =>
    own
      .filter((zone) => isWithin(name, zone.name))
      .toSorted((a, b) => a.name.length - b.name.length)
      .at(-1) ?? names.zonesOf(name).at(-1);
}

/** The names below one that the file has records of, and whether those are all. */
function namesBelow(
  plan: Plan,
  vpc: ElementId | undefined,
  below: string,
  visible: (name: string) => Zone | undefined,
): { readonly names: readonly string[]; readonly isAll: boolean } {
  const zones = (plan.topology.internet?.zones ?? []).filter(
    ({ privateIn }) => privateIn === undefined || privateIn === vpc,
  );
  const owners = zones.flatMap((zone) =>
    zone.records.map((each) => ({ type: each.type.toUpperCase(), name: ownerOf(absolute(zone.name), each.name) })),
  );
  const inside = owners.filter(({ name }) => name !== below && isWithin(name, below));
  const zone = visible(below);
  const isWritten = zones.some((each) => absolute(each.name) === zone?.name);
  const isCut = inside.some(({ type, name }) => type === 'NS' && !zones.some((each) => absolute(each.name) === name));
  const isAll = zone !== undefined && isWritten && !zone.partial && !isCut && !cutAbove(zone, below);
  return { names: [...new Set(inside.map(({ name }) => name))], isAll };
}

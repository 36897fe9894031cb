import { parseIp } from '../../base/addr/index.ts';
import { secondsOf } from '../../base/duration.ts';
import {
  absolute,
  isWithin,
  type RecordPolicy,
  type RecordType,
  recordTypes,
  type Zone,
  type ZoneRecord,
} from '../../network/dns.ts';
import type { Plan } from '../../plan/plan.ts';
import { itemOf } from '../../plan/plan-index.ts';
import type { DnsZone } from '../../topology/internet.ts';
import { settingOf } from '../../topology/setting.ts';
import { balancerRecords, balancerWith } from './balancer-records.ts';
import { zoneOfRecords } from './zone-of-records.ts';

/** Seconds of a record that writes none. */
const usualTtl = 300;
/** TTL and MINIMUM of a zone that writes no SOA record, as Route 53 makes them (Route 53 developer guide, SOA records). */
const usualSoa = { ttl: 900, minimum: 86_400 } as const;

const apexOf = ({ name }: DnsZone): string => absolute(name);

/**
 * A zone as it is written. The zone around another hands it on, whether a line says so or not. The root and zones of one label are
 * registries, which a file describes in part.
 */
export function writtenZone(plan: Plan, zone: DnsZone, others: readonly DnsZone[]): Zone {
  const name = apexOf(zone);
  const soa = zone.records.find(({ type }) => type === 'SOA');
  const fields = soa?.values.join(' ').split(/\s+/) ?? [];
  const isRegistry = zone.privateIn === undefined && !name.includes('.');
  return zoneOfRecords(
    {
      name,
      title: `zone ${zone.name}`,
      servers: zone.servers.flatMap(({ text }) => parseIp(text) ?? []),
      soa: soa ? { ttl: secondsOf(soa.ttl ?? '') ?? usualTtl, minimum: Number(fields.at(-1)) || 0 } : usualSoa,
      ...(isRegistry ? { partial: true as const } : {}),
      source: zone.id,
    },
    () => [
      ...zone.records.flatMap((each) => {
        const policy = policyOf(each);
        return recordsOf(plan, name, each).map((record) => (policy ? { ...record, policy } : record));
      }),
      ...delegations(zone, others),
    ],
  );
}

/** The routing policy that a record's block says; undefined: it is simple. */
function policyOf({ id, settings = [] }: DnsZone['records'][number]): RecordPolicy | undefined {
  const says = (key: string) => settingOf(settings, key)?.values[0];
  const [weight, failover, region] = [says('weight'), says('failover'), says('region')];
  const by: RecordPolicy['by'] | undefined =
    weight !== undefined
      ? { kind: 'weighted', weight: Math.max(0, Number(weight) || 0) }
      : failover !== undefined
        ? { kind: 'failover', primary: failover.toUpperCase() === 'PRIMARY' }
        : region !== undefined
          ? { kind: 'latency', region }
          : says('multivalue-answer') === 'true'
            ? { kind: 'multivalue' }
            : undefined;
  if (!by) return undefined;
  return {
    ...{ set: says('set-identifier') ?? region ?? failover ?? id, by },
    ...(says('health-check') === 'unhealthy' ? { unhealthy: true as const } : {}),
    ...(says('evaluate-target-health') === 'true' ? { followsTarget: true as const } : {}),
  };
}

/** Names that a record may be written with: `@`, one below the apex, or a whole one. */
export function ownerOf(apex: string, written: string): string {
  const name = absolute(written);
  if (name === '@' || name === '') return apex;
  if (apex === '') return name;
  return isWithin(name, apex) ? name : `${name}.${apex}`;
}

function recordsOf(plan: Plan, apex: string, written: DnsZone['records'][number]): readonly ZoneRecord[] {
  const { id, type, values, target } = written;
  const name = ownerOf(apex, written.name);
  const ttl = secondsOf(written.ttl ?? '') ?? usualTtl;
  if (type.toUpperCase() === 'ALIAS') return aliasOf(plan, apex, name, written);
  const known = recordTypes.find((each) => each === type.toUpperCase());
  if (!known) return [];
  if (target?.kind === 'element') {
    const machine = itemOf(plan.hosts, target.of) ?? itemOf(plan.nodes, target.of);
    const value = machine?.eip ?? machine?.address;
    return value === undefined ? [] : [{ name, type: known, value, ttl, source: id }];
  }
  return values.map((value): ZoneRecord => {
    const bad = wrongIn(known, value);
    return {
      name,
      type: known,
      value: textOf(known, value),
      ttl,
      source: id,
      ...(bad ? { bad: `${name}: ${bad}` } : {}),
    };
  });
}

/** What is wrong with the value of a record: no server takes it; undefined: nothing that netk knows of. */
export function wrongIn(type: string, value: string): string | undefined {
  const ip = parseIp(value);
  switch (type.toUpperCase()) {
    case 'A':
      return typeof ip === 'number' ? undefined : `${value} is no address of IPv4, which an A record has`;
    case 'AAAA':
      return typeof ip === 'bigint' ? undefined : `${value} is no address of IPv6, which an AAAA record has`;
    case 'SRV':
      return /^\d+ \d+ \d+ \S+$/.test(value)
        ? undefined
        : `${value} is no priority, weight, port and name, which an SRV record has`;
    case 'MX':
      return /^\d+ \S+$/.test(value) ? undefined : `${value} is no preference and name, which an MX record has`;
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return ip === undefined || type.toUpperCase() === 'NS'
        ? undefined
        : `${value} is an address, and ${type.toUpperCase()} records have names`;
    default:
      return undefined;
  }
}

const textOf = (type: RecordType, value: string): string =>
  type === 'CNAME' || type === 'NS' || type === 'PTR' ? absolute(value) : value;

/** An alias is answered with the addresses of what it names: a load balancer, or another name of the same zone (Route 53 developer guide). */
function aliasOf(
  plan: Plan,
  apex: string,
  name: string,
  { id, target, values }: DnsZone['records'][number],
): readonly ZoneRecord[] {
  if (target?.kind !== 'element') {
    const [other] = values;
    return other === undefined
      ? []
      : [{ name, type: 'CNAME', value: ownerOf(apex, other), ttl: 60, source: id, alias: `ALIAS of ${other}` }];
  }
  const balancer = balancerWith(plan, target.of);
  if (!balancer) return [];
  return balancerRecords(plan, balancer, name, `ALIAS of ${balancer.name}`).map((each) => ({ ...each, source: id }));
}

/** Zones below this one, and no other between, which it has no record for. */
function delegations(zone: DnsZone, others: readonly DnsZone[]): readonly ZoneRecord[] {
  const apex = apexOf(zone);
  if (zone.privateIn !== undefined) return [];
  const below = others.filter(
    (each) => each.privateIn === undefined && apexOf(each) !== apex && isWithin(apexOf(each), apex),
  );
  const direct = below.filter(
    (each) =>
      !below.some((other) => other !== each && apexOf(other) !== apexOf(each) && isWithin(apexOf(each), apexOf(other))),
  );
  const cut = zone.records.filter(({ type }) => type.toUpperCase() === 'NS').map((each) => ownerOf(apex, each.name));
  return direct
    .filter((each) => !cut.some((name) => isWithin(apexOf(each), name)))
    .map((each) => ({
      ...{ name: apexOf(each), type: 'NS', ttl: 172_800, source: each.id },
      value: each.servers[0]?.text ?? `its servers`,
    }));
}

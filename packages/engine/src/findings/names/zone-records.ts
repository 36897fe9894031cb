import { absolute } from '../../network/dns.ts';
import type { DnsZone } from '../../topology/internet.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

type Record = DnsZone['records'][number];

/** Aliases that resolvers follow, one behind the other (seen of unbound 1.17.1 and BIND 9.18.49: 11, and none of 12). */
const mostAliases = 11;

/**
 * NK090: the apex of a zone has SOA and NS records, and a CNAME stands beside nothing (RFC 1034, §3.6.2; RFC 2181, §10.1). NK091: a CNAME
 * beside other records of its name, or aliases in a circle, or more than any resolver follows.
 */
export const zoneRecords: Check = {
  codes: ['NK090', 'NK091'],
  doc: 'A CNAME stands at the apex of a zone, beside other records of its name, or in a circle.',
  *run({ plan }) {
    const zones = plan.topology.internet?.zones ?? [];
    const aliases = new Map<string, Record>();
    for (const zone of zones) {
      yield* beside(zone);
      for (const record of zone.records) if (isAlias(record)) aliases.set(nameOf(zone, record), record);
    }
    yield* circles(aliases);
  },
};

const isAlias = ({ type }: Record): boolean => type.toUpperCase() === 'CNAME';

/** The whole name of a record. */
function nameOf({ name }: DnsZone, record: Record): string {
  const apex = absolute(name);
  const own = absolute(record.name);
  if (own === '@' || own === apex) return apex;
  return apex === '' || own.endsWith(`.${apex}`) ? own : `${own}.${apex}`;
}

function* beside(zone: DnsZone): Generator<Finding> {
  const apex = absolute(zone.name);
  const byName = new Map<string, Record[]>();
  for (const record of zone.records) {
    const name = nameOf(zone, record);
    byName.set(name, [...(byName.get(name) ?? []), record]);
  }
  for (const [name, records] of byName) {
    const alias = records.find(isAlias);
    if (!alias) continue;
    if (name === apex) {
      yield {
        ...{ code: 'NK090', severity: 'warning', about: alias.id, related: [] },
        message: `${name} is the apex of its zone, where a CNAME is not allowed: write ALIAS, which answers with addresses`,
      };
      continue;
    }
    const others = records.filter((each) => each !== alias);
    if (others.length === 0) continue;
    yield {
      ...{ code: 'NK091', severity: 'error', about: alias.id },
      message: `${name} is an alias (CNAME) and has ${others.length} other record${others.length === 1 ? '' : 's'}: an alias has nothing beside it`,
      related: others.map(({ id, type }) => ({ about: id, message: `its ${type} record` })),
    };
  }
}

/** Follows every alias; each circle is told once. */
function* circles(aliases: ReadonlyMap<string, Record>): Generator<Finding> {
  const told = new Set<string>();
  for (const [start, record] of aliases) {
    const seen: string[] = [];
    let at: string | undefined = start;
    while (at !== undefined && !seen.includes(at)) {
      seen.push(at);
      const next: string | undefined = aliases.get(at)?.values[0];
      at = next === undefined ? undefined : absolute(next);
      if (at !== undefined && !aliases.has(at)) at = undefined;
    }
    if (at !== undefined) {
      if (at !== start || told.has(start)) continue;
      for (const name of seen) told.add(name);
      yield {
        ...{ code: 'NK091', severity: 'error', about: record.id },
        message: `the aliases of ${start} lead in a circle: ${[...seen, start].join(' → ')}`,
        related: seen.slice(1).map((name) => ({ about: aliases.get(name)!.id, message: `alias ${name}` })),
      };
    } else if (seen.length > mostAliases)
      yield {
        ...{ code: 'NK091', severity: 'error', about: record.id, related: [] },
        message: `${start} is ${seen.length} aliases away from an address: resolvers follow ${mostAliases}`,
      };
  }
}

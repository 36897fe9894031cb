import {
  type DnsAnswer,
  type DnsRecord,
  isWithin,
  type RecordType,
  type Zone,
  type ZoneRecord,
} from '../../network/dns.ts';
import { chosenBy, type Deciding } from './record-policy.ts';

/** What somebody asks for. */
export interface Question {
  /** Absolute, in lower case, without the last dot. */
  readonly name: string;
  readonly type: RecordType;
}

/** What a zone says to a question. */
export type ZoneSays =
  | { readonly kind: 'answer'; readonly answer: DnsAnswer; readonly aliases: readonly ZoneRecord[] }
  /** Another zone begins at the name or above it. */
  | { readonly kind: 'referral'; readonly to: string; readonly record: ZoneRecord }
  /** The zone is described in part, and this is not in it; or what it depends on is not known, in words. */
  | { readonly kind: 'unknown'; readonly why?: string };

/** More aliases of one zone behind each other than any server follows. */
const mostInZone = 32;

/** Looks a question up in one zone (RFC 1034, §4.3.2): a cut, the name itself, its alias, a wildcard. */
export function answerIn(zone: Zone, { name, type }: Question, deciding: Deciding): ZoneSays {
  const cut = zone.plain ? undefined : cutAbove(zone, name);
  if (cut) return { kind: 'referral', to: cut.name, record: cut };
  const records: DnsRecord[] = [];
  const aliases: ZoneRecord[] = [];
  let at = name;
  for (let i = 0; i < mostInZone; i++) {
    const own = recordsOf(zone, at);
    if (!own) {
      if (zone.partial) return { kind: 'unknown' };
      return negative(zone, records, aliases, records.length > 0 ? 'NOERROR' : 'NXDOMAIN');
    }
    const alias = aliasOf(own, type, at, deciding);
    if (typeof alias === 'string') return { kind: 'unknown', why: alias };
    if (alias) {
      records.push({ ...alias, name: at });
      aliases.push(alias);
      if (aliases.slice(0, -1).some((each) => each.name === alias.name)) break;
      if (!isWithin(alias.value, zone.name) || (!zone.plain && cutAbove(zone, alias.value))) break;
      at = alias.value;
      continue;
    }
    const chosen = chosenBy(
      own.filter((each) => each.type === type),
      at,
      deciding,
    );
    if (typeof chosen === 'string') return { kind: 'unknown', why: chosen };
    const bad = chosen.find((each) => each.bad !== undefined)?.bad;
    if (bad !== undefined) return { kind: 'unknown', why: bad };
    const found = given(chosen, at, deciding);
    if (typeof found === 'string') return { kind: 'unknown', why: found };
    if (found.length === 0) return negative(zone, records, aliases, 'NOERROR');
    records.push(...found.map((each) => ({ ...each, name: at })));
    aliases.push(...found.filter((each) => each.alias !== undefined));
    break;
  }
  return { kind: 'answer', answer: { rcode: 'NOERROR', records, authoritative: true }, aliases };
}

const negative = (
  { soa }: Zone,
  records: readonly DnsRecord[],
  aliases: readonly ZoneRecord[],
  rcode: DnsAnswer['rcode'],
): ZoneSays => ({
  kind: 'answer',
  answer: { rcode, records, negativeTtl: Math.min(soa.ttl, soa.minimum), soaTtl: soa.ttl, authoritative: true },
  aliases,
});

/** The alias that a name has, one of several where a policy says so; in words, why it is not known. */
function aliasOf(
  own: readonly ZoneRecord[],
  type: RecordType,
  name: string,
  deciding: Deciding,
): ZoneRecord | string | undefined {
  const aliases = type === 'CNAME' ? [] : own.filter((each) => each.type === 'CNAME');
  if (aliases.length === 0) return undefined;
  const chosen = chosenBy(aliases, name, deciding);
  return typeof chosen === 'string' ? chosen : chosen[0];
}

/** The record with which another zone begins at a name or above it, below the apex of this one. */
export function cutAbove(zone: Zone, name: string): ZoneRecord | undefined {
  const depth = zone.name === '' ? 0 : zone.name.split('.').length;
  const labels = name.split('.');
  for (let i = labels.length - depth - 1; i >= 0; i--) {
    const found = zone.at(labels.slice(i).join('.'))?.find((each) => each.type === 'NS');
    if (found) return found;
  }
  return undefined;
}

/** Records of a name, or of the wildcard below its closest ancestor that there is (RFC 4592). */
export function recordsOf(zone: Zone, name: string): readonly ZoneRecord[] | undefined {
  const own = zone.at(name);
  if (own || zone.plain || name === zone.name) return own;
  const labels = name.split('.');
  for (let i = 1; i < labels.length; i++) {
    const parent = labels.slice(i).join('.');
    if (!isWithin(parent, zone.name)) return undefined;
    const wild = zone.at(`*.${parent}`);
    if (wild) return wild;
    if (zone.at(parent)) return undefined;
  }
  return undefined;
}

/**
 * Records of nodes without a healthy target are left out, unless all are; of the others those of the asker's zone alone, where the
 * balancer says so and one is left. In words: why it is not known.
 */
function given(records: readonly ZoneRecord[], name: string, deciding: Deciding): readonly ZoneRecord[] | string {
  const healthy = records.filter(({ only }) => only === undefined || deciding.isGiven(only));
  if (healthy.length === 0 && records.some(({ alone }) => alone))
    return `${name} has no healthy target in its zone: whether it has its address then is not known`;
  const open = healthy.length > 0 ? healthy : records;
  const { asker } = deciding;
  const near = open.find((each) => each.near);
  if (!near?.near || !asker || open.length === 1) return open;
  if (near.alias !== undefined)
    return `whether ${name}, ${near.alias}, is answered by the zone of who asks is not known`;
  if ('why' in asker) return asker.why;
  const own = open.filter((each) => each.near?.zone === asker.zone);
  if (own.length === 0) return open;
  if (near.near.how === 'own zone') return own;
  return `${name} leads to zone ${asker.zone} in 85 of 100 answers: whether more lead there by chance is not known`;
}

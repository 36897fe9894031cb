import type { Ip } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';

/** Types of records that netk reads. */
export const recordTypes = ['A', 'AAAA', 'CNAME', 'NS', 'SOA', 'SRV', 'PTR', 'TXT', 'MX'] as const;
export type RecordType = (typeof recordTypes)[number];

/** Codes of an answer (RFC 1035, §4.1.1). */
export type Rcode = 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'NOTIMP' | 'FORMERR';

/** One record: its name is absolute, in lower case, without the last dot; the root is ''. */
export interface DnsRecord {
  readonly name: string;
  readonly type: RecordType;
  /** As a zone file has it: an address, a name, `10 60 5060 sip.shop.example`. */
  readonly value: string;
  /** Seconds that it may be kept. */
  readonly ttl: number;
  readonly source?: ElementId;
}

/** What a server says to a question. An empty NOERROR is NODATA. */
export interface DnsAnswer {
  readonly rcode: Rcode;
  /** In the order in which the server writes them. */
  readonly records: readonly DnsRecord[];
  /** Seconds that a cache may keep a negative answer; undefined: it must not. */
  readonly negativeTtl?: number;
  /** The TTL of the SOA record with which it was said, which some caches go by alone. */
  readonly soaTtl?: number;
  /** It did not fit in a datagram: what is in it is a part. */
  readonly truncated?: true;
  readonly authoritative?: true;
}

/** A name as the records have it. */
export const absolute = (name: string): string => name.toLowerCase().replace(/\.$/, '');

/** Whether a name is a zone's apex or below it. */
export const isWithin = (name: string, zone: string): boolean =>
  zone === '' || name === zone || name.endsWith(`.${zone}`);

/** A record that stands in a zone. */
export interface ZoneRecord extends DnsRecord {
  /** It is given while this node of a load balancer has a healthy target in each of these groups, or no node has. */
  readonly only?: { readonly node: string; readonly pools: readonly string[] };
  /** Of a name that has this record alone: without a healthy target nobody says whether it is given. */
  readonly alone?: true;
  /** Who asks the resolver of a VPC gets the records of his own zone, always or mostly. */
  readonly near?: { readonly zone: string | undefined; readonly how: 'own zone' | 'own zone mostly' };
  /** Why nobody could have such a record: what is answered to questions for it is not known. */
  readonly bad?: string;
  /** What it is an alias of, in words. */
  readonly alias?: string;
  /** How it is chosen among those of its name and type (Route 53 routing policies). */
  readonly policy?: RecordPolicy;
}

/** A zone: who has it answers for every name in it. */
export interface Zone {
  /** Its apex; '' is the root. */
  readonly name: string;
  /** The records of a name; none where only names below it have some; undefined: there is no such name. */
  at(name: string): readonly ZoneRecord[] | undefined;
  /** TTL and MINIMUM of its SOA record: how long what is not there may be kept. */
  readonly soa: { readonly ttl: number; readonly minimum: number };
  /** Addresses of its servers, where they are written. */
  readonly servers: readonly Ip[];
  /** It has neither wildcards nor zones below: nothing but a name itself says what it has. */
  readonly plain?: true;
  /** It is described in part: a name that it does not have may be there. */
  readonly partial?: true;
  /** In words: `zone shop.example`. */
  readonly title: string;
  readonly source?: ElementId;
}

/** A routing policy of Route 53, of the records that have one set identifier. */
export interface RecordPolicy {
  readonly set: string;
  readonly by:
    | { readonly kind: 'weighted'; readonly weight: number }
    | { readonly kind: 'failover'; readonly primary: boolean }
    | { readonly kind: 'multivalue' }
    | { readonly kind: 'latency'; readonly region: string };
  /** Its health check fails. */
  readonly unhealthy?: true;
  /** It is unhealthy while its load balancer has no healthy target. */
  readonly followsTarget?: true;
}

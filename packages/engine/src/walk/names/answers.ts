import type { Ip } from '../../base/addr/index.ts';
import type { DnsAnswer, DnsRecord } from '../../network/dns.ts';
import type { Device } from '../../network/network.ts';
import type { Cache, Resolver } from '../../network/resolver.ts';
import type { ElementId } from '../../topology/id.ts';
import type { CauseCode } from '../../trace/cause.ts';
import type { Step } from '../../trace/trace.ts';
import type { Asking, Said } from '../answer.ts';
import type { Place } from '../decider.ts';
import { hasHealthy } from '../healthy.ts';
import type { Journey } from '../travel.ts';
import type { DnsCaches } from './caches.ts';
import type { Deciding } from './record-policy.ts';
import type { Served } from './said.ts';
import type { ToServer } from './to-server.ts';
import type { Question } from './zone-answer.ts';

/** What answering a question needs: where its packets go, and what is remembered. */
export interface World {
  readonly journey: Journey;
  readonly caches: DnsCaches;
  /** Sends a question to a server through the network. `depth` counts the servers that ask each other. */
  ask(to: ToServer, depth: number): Asking;
}

/** A server with what it needs. */
export interface Serving {
  readonly world: World;
  readonly device: Device;
  readonly resolver: Resolver;
  readonly depth: number;
  /** How it was asked: a forwarder asks alike. */
  readonly by: Pick<ToServer, 'transport' | 'edns'> & {
    /** The address from which its question came. */
    readonly client?: Ip;
  };
  /** Who asks it through the network; undefined: nobody knows where the server and those before it stand. */
  readonly asker: Device | undefined;
}

/** Which records are given, in a network, and how chance decides at a server. */
export const decidingIn = ({ journey }: World, at: Place, asker?: Deciding['asker']): Deciding => ({
  asker,
  isGiven: ({ node, pools }) => pools.every((pool) => hasHealthy(journey.network, journey.healthOf, node, pool)),
  choose: (of, options) => journey.decider.choose('record', at, of, options),
});

/** Where who asks stands, for a server that answers by it. */
export function askerOf({ asker }: Serving, { zonal }: { readonly zonal?: true }): Deciding['asker'] {
  if (!zonal) return undefined;
  if (asker?.zone !== undefined) return { zone: asker.zone };
  return { why: `the zone of ${asker?.name ?? 'who asks the resolver of the VPC'} is not known, and it answers by it` };
}

/** It depends on something that is not known. */
export const unknown = (why: string): Served => ({ said: { kind: 'unknown', why }, steps: [], behind: [] });

/** An answer with the step that says it. */
export function answered(
  stage: string,
  entry: string,
  answer: DnsAnswer,
  more: { readonly source?: ElementId | undefined; readonly cause?: CauseCode; readonly after?: number } = {},
): Served {
  const { source, cause, after = 0 } = more;
  const step: Step = { kind: 'resolve', stage, entry, ...(source === undefined ? {} : { source }) };
  return {
    said: { kind: 'answer', answer, after, ...(cause ? { cause } : {}) },
    steps: [step],
    behind: [],
  };
}

/** The same, where more is taken for granted. */
export function taking<T extends { readonly said: Said }>(served: T, assumes: readonly string[]): T {
  const { said } = served;
  if (said.kind !== 'answer' || assumes.length === 0) return served;
  return { ...served, said: { ...said, assumes: [...new Set([...(said.assumes ?? []), ...assumes])] } };
}

/** `A app1.default.svc.cluster.local`. */
export const show = ({ name, type }: Question): string => `${type} ${name === '' ? '.' : name}`;

/** A name that a zone does not have, where the file describes the zone in part. */
export const notInFile = (where: string, question: Question): string =>
  `${where} is described in part: whether ${show(question)} has an answer is not known`;

/** What the root says of an end that it does not have: kept for a day (its SOA record, TTL and MINIMUM 86400). */
export const nowhere = (records: readonly DnsRecord[]): DnsAnswer => ({
  ...{ rcode: 'NXDOMAIN', records, negativeTtl: 86_400, soaTtl: 86_400 },
});

/** The cause of an answer that is none. */
export const causeOf = ({ rcode }: DnsAnswer): { readonly cause?: CauseCode } =>
  rcode === 'NXDOMAIN' ? { cause: 'DNS-NX' } : {};

/** `A web.example: CNAME shop.example, 192.0.2.1; ttl 60`. */
export function entryOf(
  question: Question,
  answer: DnsAnswer,
  aliases: readonly { readonly alias?: string }[] = [],
): string {
  const { rcode, records } = answer;
  if (rcode !== 'NOERROR') return `${show(question)}: ${rcode}`;
  if (records.length === 0) return `${show(question)}: no record of that type (NODATA)`;
  const alias = aliases.find((each) => each.alias !== undefined)?.alias;
  const values = records.map(({ type, value }) => (type === question.type ? value : `${type} ${value}`));
  const ttl = Math.min(...records.map((each) => each.ttl));
  return `${show(question)}: ${alias === undefined ? '' : `${alias}, `}${values.join(', ')}; ttl ${ttl}`;
}

/** Whose memory it is: that of a program on a machine. */
export const memoryOf = ({ device, resolver }: Pick<Serving, 'device' | 'resolver'>): string =>
  `${device.id} ${resolver.name}`;

/** Seconds that an answer is kept. */
export function keptFor({ most, least = 0, mostNegative, negative }: Cache, answer: DnsAnswer): number {
  const { rcode, records, negativeTtl = 0, soaTtl = 0 } = answer;
  if (rcode === 'NXDOMAIN' || (rcode === 'NOERROR' && records.length === 0))
    return Math.min(negative === 'ttl' ? soaTtl : negativeTtl, mostNegative);
  if (rcode !== 'NOERROR') return 0;
  return Math.min(Math.max(Math.min(...records.map(({ ttl }) => ttl)), least), most);
}

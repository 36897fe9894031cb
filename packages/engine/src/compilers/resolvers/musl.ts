import type { Ip } from '../../base/addr/index.ts';
import type { DnsRecord } from '../../network/dns.ts';
import {
  type DialledFrom,
  type Family,
  type Found,
  itself,
  type Lookup,
  optionOf,
  type Query,
  type Reply,
  type ResolvConf,
} from '../../network/stub-resolver.ts';
import { addressesIn } from './addresses-in.ts';
import { Sockets } from './ask-servers.ts';
import type { Library } from './library.ts';
import { bare, dotsIn, isRooted, joined, mostNdots } from './names-tried.ts';
import { sameBits } from './same-bits.ts';
import { fits, type OwnRules, withoutAsking } from './without-asking.ts';

/**
 * musl, of Alpine images: it asks all servers at once, takes the first answer, never searches for a name with enough dots, and
 * takes a name whose A or AAAA is NXDOMAIN as not there. As seen of 1.2.3 and 1.2.5; TCP and EAI_NODATA came with 1.2.4.
 */
export const musl: Library = {
  id: 'musl',
  doc: 'musl, the C library of Alpine images.',
  usual: '1.2.5',
  seen: ['1.2.3', '1.2.5'],
  make: (version) => {
    const recent = isRecent(version);
    return { name: `musl ${version}`, lookup: (conf, name, families) => search(conf, name, families, recent), first };
  },
};

function isRecent(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return major > 1 || minor > 2 || (minor === 2 && patch >= 4);
}

/** Characters of a search list that still fit its line; a longer one is ignored whole (seen: 247 works, 248 does not). */
const mostSearch = 247;
/** Servers that it asks. */
const mostServers = 3;
/** Addresses that it keeps of an answer over TCP. */
const mostAddresses = 48;
/** Times that it asks servers again that say SERVFAIL, of each round and for each question of the name: one has what the other leaves. */
const mostRetries = 2;

type Answered = Extract<Reply, { kind: 'answer' }>;

interface Run {
  readonly conf: ResolvConf;
  readonly families: readonly Family[];
  readonly sockets: Sockets;
  readonly recent: boolean;
  at: number;
}

type Tried =
  | { readonly kind: 'found'; readonly records: readonly DnsRecord[] }
  | { readonly kind: 'nxdomain' | 'nodata' | 'again' };

/** It asks for whatever a question can hold, but not for the root (`__lookup_name`, lookup_name.c). */
const own: OwnRules = {
  numbers: 'inet_aton',
  isAsked: (written) => written !== '.' && fits(written),
  refuses: 'EAI_NONAME',
  otherFamily: 'EAI_NODATA',
};

function* search(conf: ResolvConf, written: string, families: readonly Family[], recent: boolean): Lookup {
  const known = withoutAsking(conf, written, families, own);
  if (known) return known;
  const run: Run = { conf, families, sockets: new Sockets(), recent, at: 0 };
  const name = bare(written);
  const ndots = Math.min(optionOf(conf, 'ndots', 1), mostNdots);
  const searches = dotsIn(written) < ndots && !isRooted(written) && conf.search.join(' ').length <= mostSearch;
  for (const suffix of searches ? conf.search : []) {
    // before 1.2.4 a lone dot makes a question that no server can read
    const tried: Tried = suffix === '.' && !recent ? unread(run) : yield* askName(run, joined(name, suffix));
    if (tried.kind !== 'nxdomain') return end(run, joined(name, suffix), tried);
  }
  return end(run, name, yield* askName(run, name));
}

function unread(run: Run): Tried {
  run.at += patienceOf(run.conf).seconds;
  return { kind: 'again' };
}

function end({ at, recent }: Run, name: string, tried: Tried): Found {
  switch (tried.kind) {
    case 'found':
      return { kind: 'addresses', name, records: tried.records, seconds: at };
    case 'nxdomain':
      return { kind: 'failed', why: 'nxdomain', error: 'EAI_NONAME', seconds: at };
    case 'nodata':
      return { kind: 'failed', why: 'nodata', error: recent ? 'EAI_NODATA' : 'EAI_NONAME', seconds: at };
    case 'again':
      return { kind: 'failed', why: 'timeout', error: 'EAI_AGAIN', seconds: at };
  }
}

/** Its `timeout` is for all tries together: it asks again after an equal part of it. */
function patienceOf(conf: ResolvConf): { readonly seconds: number; readonly tries: number } {
  const seconds = Math.min(Math.max(optionOf(conf, 'timeout', 5), 1), 60);
  return { seconds, tries: Math.min(Math.max(optionOf(conf, 'attempts', 2), 1), 10) };
}

/** All servers, all families, from one socket; what nobody answered again after a while. */
function* askName(run: Run, name: string): Generator<readonly Query[], Tried, readonly Reply[]> {
  const written = run.conf.nameservers.slice(0, mostServers);
  // its own machine, where no server is written (resolvconf.c)
  const servers = written.length === 0 ? [itself] : written;
  const { seconds, tries } = patienceOf(run.conf);
  const socket = run.sockets.next();
  const from = run.at;
  const answers = new Map<Family, Answered & { readonly server: Ip }>();
  let ended = from;
  for (let tried = 0; tried < tries && answers.size < run.families.length; tried++) {
    let asked: readonly Query[] = run.families
      .filter((type) => !answers.has(type))
      .flatMap((type) => servers.map((server) => query(name, type, server, socket, from + (seconds / tries) * tried)));
    let left = mostRetries * run.families.length;
    while (asked.length > 0) {
      const replies = yield asked;
      const failing: Query[] = [];
      for (const [i, { type, server, at }] of asked.entries()) {
        const reply = replies[i]!;
        if (reply.kind !== 'answer') continue;
        const { rcode, after } = reply;
        if (rcode === 'SERVFAIL' && left > 0) {
          left -= 1;
          failing.push(query(name, type, server, socket, at + after));
        }
        // it takes no other code for an answer, and goes on waiting
        if ((rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') || at + after >= from + seconds) continue;
        const known = answers.get(type);
        if (!known || known.after > after) answers.set(type, { ...reply, server });
        ended = Math.max(ended, at + answers.get(type)!.after);
      }
      asked = failing.filter(({ type }) => !answers.has(type));
    }
  }
  if (answers.size < run.families.length) {
    run.at = from + seconds;
    return { kind: 'again' };
  }
  run.at = ended;
  return judge(name, yield* whole(run, name, answers));
}

/** Before 1.2.4 what did not fit in a datagram is lost; since then it is asked for over TCP, for as many addresses as it keeps. */
function* whole(
  run: Run,
  name: string,
  answers: ReadonlyMap<Family, Answered & { readonly server: Ip }>,
): Generator<readonly Query[], readonly (readonly [Family, Answered])[] | undefined, readonly Reply[]> {
  const list = [...answers];
  const cut = run.recent ? list.filter(([, { truncated }]) => truncated) : [];
  if (cut.length === 0) return list;
  const { at } = run;
  const replies = yield cut.map(([type, { server }]) => ({
    ...query(name, type, server, run.sockets.next(), at),
    transport: 'tcp' as const,
  }));
  if (replies.some(({ kind }) => kind !== 'answer')) {
    run.at += patienceOf(run.conf).seconds;
    return undefined;
  }
  run.at += Math.max(...replies.map((each) => (each.kind === 'answer' ? each.after : 0)));
  return list.map(([type, answer]) => {
    const i = cut.findIndex(([each]) => each === type);
    const reply = replies[i];
    return [type, reply?.kind === 'answer' ? reply : answer];
  });
}

function judge(name: string, answered: readonly (readonly [Family, Answered])[] | undefined): Tried {
  if (!answered) return { kind: 'again' };
  if (answered.some(([, { rcode }]) => rcode === 'NXDOMAIN')) return { kind: 'nxdomain' };
  const records = answered.flatMap(([type, reply]) => addressesIn(reply.records, name, type)).slice(0, mostAddresses);
  return records.length > 0 ? { kind: 'found', records } : { kind: 'nodata' };
}

const query = (name: string, type: Family, server: Ip, socket: number, at: number): Query => ({
  ...{ name, type, server, transport: 'udp', socket, at },
});

/** With an address of IPv6 among them all are sorted by the prefix that they share with the sender; else the order stands. */
function first(addresses: readonly Ip[], { address }: DialledFrom): readonly Ip[] {
  if (!addresses.some((each) => typeof each === 'bigint')) return addresses;
  const four = addresses.filter((each) => typeof each === 'number');
  const most = Math.max(...four.map((each) => sameBits(each, address)));
  return four.length === 0 ? addresses : four.filter((each) => sameBits(each, address) === most);
}

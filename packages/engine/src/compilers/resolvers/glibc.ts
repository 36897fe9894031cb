import type { Ip } from '../../base/addr/index.ts';
import {
  type DialledFrom,
  type DrawServer,
  type Family,
  type Found,
  hasOption,
  itself,
  type Lookup,
  optionOf,
  type Query,
  type Reply,
  type ResolvConf,
  turned,
} from '../../network/stub-resolver.ts';
import { addressesIn } from './addresses-in.ts';
import { inTime, Sockets } from './ask-servers.ts';
import type { Library } from './library.ts';
import { bare, dotsIn, isRooted, joined, mostNdots } from './names-tried.ts';
import { sameBits } from './same-bits.ts';
import { fits, type OwnRules, withoutAsking } from './without-asking.ts';

/**
 * The GNU C library: `getaddrinfo` of hosts and of most images. The order of its questions, what ends the search and how long
 * it waits are those seen of 2.36 and 2.41 on Linux 6.18 (`res_query.c` and `res_send.c` say the same).
 */
export const glibc: Library = {
  id: 'glibc',
  doc: 'The GNU C library, of Debian, Ubuntu, Amazon Linux and most images.',
  usual: '2.36',
  seen: ['2.36', '2.41'],
  make: (version) => ({
    name: `glibc ${version}`,
    lookup: search,
    first,
  }),
};

type Answered = Extract<Reply, { kind: 'answer' }>;

/** What one name of the search came to. */
type Tried =
  | { readonly kind: 'found'; readonly replies: readonly (readonly [Family, Answered])[] }
  /** The answer is an alias that leads nowhere: the search ends, and nothing was found. */
  | { readonly kind: 'alias' }
  | { readonly kind: 'nxdomain' | 'nodata' | 'closed' }
  /** `taken`: the answer itself says so, which over TCP it takes for one. */
  | { readonly kind: 'servfail'; readonly taken?: true }
  /** Neither there nor not there: `again` where it may be later. */
  | { readonly kind: 'stopped'; readonly again: boolean }
  | { readonly kind: 'silent' };

/** The clock and the sockets of one lookup. */
interface Run {
  readonly conf: ResolvConf;
  /** In the order in which they are asked for the name that is next. */
  servers: readonly Ip[];
  /** The next name's questions begin with the next server (`rotate`). */
  readonly rotates: boolean;
  readonly families: readonly Family[];
  /** The program wants addresses of IPv4 alone; with `no-aaaa` it may want both. */
  readonly four: boolean;
  readonly sockets: Sockets;
  at: number;
}

/** It asks for host names alone (seen of 2.36: letters, digits, `-`, `_`, no `-` at the front). */
const own: OwnRules = {
  numbers: 'inet_aton',
  isAsked: (written) => fits(written) && /^[\w.][\w.-]*$/.test(written),
  refuses: 'EAI_NONAME',
  otherFamily: 'EAI_ADDRFAMILY',
};

/**
 * With `rotate` it begins with a server that its process drew, and each name of the search with the next one (`nameserver_offset`,
 * res_send.c; seen of 2.36). Without a server it asks its own machine (resolv.conf(5)).
 */
function serversOf(conf: ResolvConf, draw: DrawServer): Pick<Run, 'servers' | 'rotates'> {
  const written = conf.nameservers.slice(0, 3);
  const servers = written.length === 0 ? [itself] : written;
  const rotates = hasOption(conf, 'rotate') && servers.length > 1;
  return { servers: rotates ? turned(servers, draw(servers)) : servers, rotates };
}

function* search(conf: ResolvConf, written: string, asked: readonly Family[], draw: DrawServer = () => 0): Lookup {
  const known = withoutAsking(conf, written, asked, own);
  if (known) return known;
  const families = hasOption(conf, 'no-aaaa') ? asked.filter((each) => each === 'A') : asked;
  const four = !asked.includes('AAAA');
  const run: Run = { conf, ...serversOf(conf, draw), families, four, sockets: new Sockets(), at: 0 };
  const name = bare(written);
  const dots = dotsIn(written);
  const ndots = Math.min(optionOf(conf, 'ndots', 1), mostNdots);
  const rooted = isRooted(written);
  const seen = { nodata: false, servfail: false };
  let asIs: Tried | undefined;
  if (dots >= ndots || rooted) {
    asIs = yield* askName(run, name);
    if (asIs.kind === 'found' || asIs.kind === 'alias' || rooted) return end(run, name, asIs);
  }
  let hasRoot = false;
  let suffixed: Tried | undefined;
  for (const suffix of rooted ? [] : conf.search) {
    if (joined(name, suffix) === name) hasRoot = true;
    const tried = yield* askName(run, joined(name, suffix));
    if (tried.kind === 'found' || tried.kind === 'alias') return end(run, joined(name, suffix), tried);
    if (tried.kind === 'closed') return end(run, name, tried);
    suffixed = tried;
    if (tried.kind === 'nodata') seen.nodata = true;
    if (tried.kind === 'servfail') seen.servfail = true;
    // anything else than "not there" and SERVFAIL ends the search: the name alone is still asked
    if (tried.kind === 'stopped' || tried.kind === 'silent') break;
  }
  // a program that asks for addresses of IPv4 alone is told that a name is not there where another attempt failed
  const notThere = { kind: 'nxdomain' } as const;
  if (asIs) return end(run, name, four && suffixed && isOpen(asIs) && !isOpen(suffixed) ? notThere : asIs);
  const isTld = dots === 0 && conf.search.length > 0 && hasOption(conf, 'no-tld-query');
  const last: Tried = hasRoot || isTld ? { kind: 'nxdomain' } : yield* askName(run, name);
  if (last.kind === 'found' || last.kind === 'alias') return end(run, name, last);
  if (seen.nodata) return end(run, name, { kind: 'nodata' });
  if (seen.servfail && !four) return end(run, name, { kind: 'servfail' });
  return end(run, name, seen.servfail && last.kind === 'nodata' ? notThere : last);
}

/** What may be otherwise later. */
const isOpen = (tried: Tried): boolean =>
  tried.kind === 'servfail' || tried.kind === 'silent' || (tried.kind === 'stopped' && tried.again);

function end({ at, four }: Run, name: string, tried: Tried): Found {
  const failed = (why: 'nxdomain' | 'nodata' | 'servfail' | 'timeout', error: string): Found => ({
    ...{ kind: 'failed', why, error, seconds: at },
  });
  switch (tried.kind) {
    case 'found': {
      const records = tried.replies.flatMap(([type, reply]) => addressesIn(reply.records, name, type));
      return { kind: 'addresses', name, records, seconds: at };
    }
    case 'alias':
      return failed('nodata', four ? 'EAI_NODATA' : 'EAI_NONAME');
    case 'nxdomain':
      return failed('nxdomain', 'EAI_NONAME');
    case 'nodata':
      return failed('nodata', 'EAI_NODATA');
    case 'silent':
      return failed('timeout', 'EAI_AGAIN');
    case 'servfail':
      // seen of 2.36: with `use-vc`, for addresses of IPv4 alone, it counts as no name
      return failed('servfail', four && tried.taken ? 'EAI_NONAME' : 'EAI_AGAIN');
    case 'closed':
      return failed('servfail', 'EAI_AGAIN');
    case 'stopped':
      return failed('servfail', tried.again ? 'EAI_AGAIN' : 'EAI_NONAME');
  }
}

/** Seconds that it waits for a server (`get_timeout`, res_send.c). */
const waitFor = ({ conf, servers }: Run, server: number): number => {
  const seconds = Math.min(optionOf(conf, 'timeout', 5), 30) * 2 ** server;
  return Math.max(1, server > 0 ? Math.floor(seconds / servers.length) : seconds);
};

/** Asks for all families of one name, of one server after the other. */
function* askName(run: Run, name: string): Generator<readonly Query[], Tried, readonly Reply[]> {
  const { conf, servers } = run;
  if (run.rotates) run.servers = turned(servers, 1);
  const overTcp = hasOption(conf, 'use-vc');
  const takes = (reply: Reply): reply is Answered => (overTcp ? reply.kind === 'answer' : isAnswer(reply));
  // over TCP a server is asked once, and whatever it says is taken (`send_vc`, res_send.c)
  const tries = overTcp ? 1 : Math.min(Math.max(optionOf(conf, 'attempts', 2), 1), 5);
  let failing: string | undefined;
  let closed = true;
  for (let tried = 0; tried < tries; tried++) {
    for (const [i, server] of servers.entries()) {
      const replies = yield* askServer(run, name, server, waitFor(run, i));
      if (replies.some(([, reply]) => reply.kind !== 'refused')) closed = false;
      const answered = replies.flatMap(([type, reply]) => (takes(reply) ? [[type, reply] as const] : []));
      if (answered.length > 0) return judge(name, answered);
      failing ??= replies.flatMap(([, reply]) => (reply.kind === 'answer' ? [reply.rcode] : []))[0];
    }
  }
  if (closed) return { kind: 'closed' };
  if (failing === undefined) return { kind: 'silent' };
  return failing === 'SERVFAIL' ? { kind: 'servfail' } : { kind: 'stopped', again: true };
}

/** It takes what is neither SERVFAIL, NOTIMP nor REFUSED: those make it ask the next server. */
const isAnswer = (reply: Reply): reply is Answered =>
  reply.kind === 'answer' && !['SERVFAIL', 'NOTIMP', 'REFUSED'].includes(reply.rcode);

function judge(name: string, answered: readonly (readonly [Family, Answered])[]): Tried {
  if (answered.some(([type, { records }]) => addressesIn(records, name, type).length > 0))
    return { kind: 'found', replies: answered };
  if (answered.some(([, { rcode, records }]) => rcode === 'NOERROR' && records.length > 0)) return { kind: 'alias' };
  if (answered.some(([, { rcode }]) => rcode === 'SERVFAIL')) return { kind: 'servfail', taken: true };
  if (answered.some(([, { rcode }]) => ['FORMERR', 'NOTIMP', 'REFUSED'].includes(rcode)))
    return { kind: 'stopped', again: false };
  return { kind: answered.some(([, { rcode }]) => rcode === 'NOERROR') ? 'nodata' : 'nxdomain' };
}

/** `edns0`: it says that it takes 1200 bytes. */
const ednsOf = ({ conf }: Run): number | undefined => (hasOption(conf, 'edns0') ? 1200 : undefined);

type Replies = readonly (readonly [Family, Reply])[];

/** One server: all families from one socket, or one after the other; over TCP together where one was cut off. */
function* askServer(
  run: Run,
  name: string,
  server: Ip,
  wait: number,
): Generator<readonly Query[], Replies, readonly Reply[]> {
  const { conf, families, sockets } = run;
  if (hasOption(conf, 'use-vc')) return yield* askTcp(run, name, server, wait);
  const reopen = hasOption(conf, 'single-request-reopen');
  if (families.length > 1 && (reopen || hasOption(conf, 'single-request')))
    return yield* oneByOne(run, name, server, wait, reopen);
  const socket = sockets.next();
  const query = (type: Family): Query => ({
    name,
    type,
    server,
    transport: 'udp',
    edns: ednsOf(run),
    socket,
    at: run.at,
  });
  const replies = inTime(yield families.map(query), wait);
  const came = families.map((type, i) => [type, replies[i]!] as const);
  if (came.some(([, reply]) => reply.kind === 'answer' && reply.truncated)) {
    run.at += latest(replies);
    return yield* askTcp(run, name, server, wait);
  }
  const silent = came.filter(([, { kind }]) => kind === 'silence');
  if (silent.length === 0) {
    run.at += latest(replies);
    return came;
  }
  run.at += wait;
  if (silent.length === came.length) return came;
  // half an answer: some servers cannot take two questions from one port, so it asks one by one, then from ports of their own
  const again = yield* oneByOne(run, name, server, wait, false);
  if (!again.some(([, { kind }]) => kind === 'silence')) return again;
  return yield* oneByOne(run, name, server, wait, true);
}

function* oneByOne(
  run: Run,
  name: string,
  server: Ip,
  wait: number,
  reopen: boolean,
): Generator<readonly Query[], Replies, readonly Reply[]> {
  const out: (readonly [Family, Reply])[] = [];
  let socket = run.sockets.next();
  for (const [i, type] of run.families.entries()) {
    if (i > 0 && reopen) socket = run.sockets.next();
    const [reply] = inTime(
      yield [{ name, type, server, transport: 'udp', edns: ednsOf(run), socket, at: run.at }],
      wait,
    );
    run.at += reply!.kind === 'silence' ? wait : reply!.after;
    if (reply!.kind === 'answer' && reply!.truncated) return yield* askTcp(run, name, server, wait);
    out.push([type, reply!]);
    // it does not ask this server for the other family that has nothing to say
    if (!isAnswer(reply!)) return out;
  }
  return out;
}

/** Both questions over one connection. Where it is accepted and nothing is said, nothing was seen to end the wait. */
function* askTcp(
  run: Run,
  name: string,
  server: Ip,
  wait: number,
): Generator<readonly Query[], Replies, readonly Reply[]> {
  const socket = run.sockets.next();
  const { families, at } = run;
  const edns = ednsOf(run);
  const replies = yield families.map((type) => ({ name, type, server, transport: 'tcp' as const, edns, socket, at }));
  run.at += replies.some(({ kind }) => kind === 'silence') ? wait : latest(replies);
  return families.map((type, i) => [type, replies[i]!]);
}

const latest = (replies: readonly Reply[]): number =>
  Math.max(0, ...replies.map((each) => (each.kind === 'silence' ? 0 : each.after)));

/**
 * Destinations in the subnet of the interface come before all others, those with the longest common prefix first; and only on
 * a machine that has an address of IPv6 beside ::1 (seen of 2.36 and 2.41). Else the order of the answer stands.
 */
function first(addresses: readonly Ip[], { address, bits, linkLocal6 }: DialledFrom): readonly Ip[] {
  if (!linkLocal6) return addresses;
  const near = addresses.filter((each) => sameBits(each, address) >= bits);
  if (near.length === 0) return addresses;
  const most = Math.max(...near.map((each) => sameBits(each, address)));
  return near.filter((each) => sameBits(each, address) === most);
}

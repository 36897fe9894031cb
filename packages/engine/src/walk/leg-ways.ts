import { type Header, hasPorts, showEnd } from '../network/header.ts';
import type { Branch, Hop, Leg } from '../trace/trace.ts';
import type { Answer, Asking } from './answer.ts';
import { seenOf, showSaid } from './names/said.ts';
import { hopsOf, type Passed, type Travelled } from './travel.ts';

/** An answer; without ways where there are more branches than anybody walks. */
export type Ways = Omit<Answer, 'sending' | 'forward'> & Partial<Pick<Answer, 'sending' | 'forward'>>;

const none: readonly never[] = [];

/** The connections in the order in which they open. */
function chainOf(answer: Answer): readonly Answer[] {
  const out: Answer[] = [];
  for (let each: Answer | undefined = answer; each; each = each.next) out.push(each);
  return out;
}

/** The last of the connections. */
export function lastOf(answer: Ways): Ways {
  let last = answer;
  while (last.next) last = last.next;
  return last;
}

/** The devices on the way there, through all connections. */
export const passedThere = (answer: Ways): readonly Passed[] =>
  answer.next ? chainOf(answer as Answer).flatMap(({ forward }) => forward.passed) : (answer.forward?.passed ?? none);

/** The devices on the way back: the last connection answers first. */
export const passedBack = (answer: Ways): readonly Passed[] =>
  answer.next
    ? chainOf(answer as Answer)
        .toReversed()
        .flatMap(({ reply }) => reply?.passed ?? none)
    : (answer.reply?.passed ?? none);

/**
 * The described ways of a branch: all hops there, all hops back, and the legs where there are several or one that is no connection, else
 * what the one asks.
 */
export function waysOf(answer: Ways): Pick<Branch, 'forward' | 'reply' | 'legs' | 'request'> {
  const { asked, leased, lookedUp, next } = answer;
  if (!next && !asked) {
    const request = answer.sending?.request;
    return { ...(request ? { request } : {}), forward: hopsIn(answer.forward), reply: hopsIn(answer.reply) };
  }
  const lookups = leased ? leased.map(leaseLeg) : lookupLegs(asked ?? []);
  const chain = answer.forward ? chainOf(answer as Answer) : [];
  return {
    forward: chain.flatMap(({ forward }) => hopsIn(forward)),
    reply: chain.toReversed().flatMap(({ reply }) => hopsIn(reply)),
    legs: lookedUp || leased ? lookups : [...lookups, ...chain.map(legOf)],
  };
}

/** A message to who gives addresses, and its answer. */
function leaseLeg({ what, answer, own }: NonNullable<Answer['leased']>[number]): Leg {
  const { sending, forward, reply, client } = own;
  return {
    ...{ kind: 'lease', what, answer, client },
    flow: { from: sending.device.name, to: sending.to, protocol: 'udp', port: sending.packet.dport },
    ...{ forward: hopsIn(forward), reply: hopsIn(reply) },
  };
}

/** Questions as legs: each is followed by those that its server asked because of it. */
function lookupLegs(asked: readonly Asking[]): readonly Leg[] {
  const out: Leg[] = [];
  const add = (asking: Asking, because: number | undefined) => {
    const own = out.length;
    out.push({ ...lookupLeg(asking), ...(because === undefined ? {} : { because }) });
    for (const each of asking.behind) add(each, own);
  };
  for (const each of asked) add(each, undefined);
  return out;
}

function lookupLeg({ question, from, to, transport, answer, said, fromCache }: Asking): Leg {
  return {
    kind: 'lookup',
    what: `${question.type} ${question.name === '' ? '.' : question.name}`,
    flow: { from, to, protocol: transport, port: answer?.sending.packet.dport ?? 53 },
    request: { kind: 'dns', ...question },
    client: seenOf(said, question),
    forward: hopsIn(answer?.forward),
    reply: hopsIn(answer?.reply),
    answer: showSaid(said, question),
    ...(fromCache ? { fromCache } : {}),
  };
}

function legOf({ sending: { device, packet, to, request, kept }, forward, reply, client }: Answer): Leg {
  const { protocol, dport: port } = packet;
  return {
    kind: 'connection',
    what: dialled(packet),
    flow: { from: device.name, to, protocol, ...(hasPorts(protocol) ? { port } : {}) },
    ...(request ? { request } : {}),
    ...(kept && packet.flags === 'ACK' ? { kept } : {}),
    client,
    forward: hopsIn(forward),
    reply: hopsIn(reply),
  };
}

/** `tcp 10.0.2.10:8080`. */
export const dialled = ({ protocol, dst, dport }: Header): string => `${protocol} ${showEnd(dst, dport, protocol)}`;

const hopsIn = (way: Travelled | undefined): readonly Hop[] => (way ? hopsOf(way) : none);

/** The ways of the connection in which a packet died, and the hop among its own. */
export function deadlyWays(
  answer: Answer,
  { direction, hop }: NonNullable<Branch['died']>,
): { readonly forward: readonly Hop[]; readonly reply: readonly Hop[]; readonly hop: number } | undefined {
  let left = hop;
  const chain = chainOf(answer);
  for (const { forward, reply } of direction === 'forward' ? chain : chain.toReversed()) {
    const passed = (direction === 'forward' ? forward : reply)?.passed.length ?? 0;
    if (left < passed) return { forward: hopsIn(forward), reply: hopsIn(reply), hop: left };
    left -= passed;
  }
  return undefined;
}

import { showIp } from '../base/addr/index.ts';
import { type Header, hasPorts, headerOf, sameTuple, showEnd, swapped } from '../network/header.ts';
import type { CauseCode } from '../trace/cause.ts';
import type { Answer, Sending } from './answer.ts';
import { compiledOf } from './compiled-device.ts';
import { closing } from './conntrack.ts';
import { deliver } from './deliver.ts';
import { atSocket, backAtSocket } from './ebpf/socket.ts';
import { isLocal, lookup, sourceFor } from './fib.ts';
import type { Outcome, Passage } from './passage.ts';
import { hopsOf, type Journey, type Start, type Travelled, travel } from './travel.ts';

/** The first packet with the port that the sender's system gives it. */
function withPort({ draws, decider, seed }: Journey, { device, packet, port }: Sending): Header {
  if (!port) return packet;
  const { src: ip, sport: usual, dport } = packet;
  return { ...packet, sport: draws.draw(port, device, decider, { ip, seed, usual, taken: [dport] }) };
}

/** One connection: sends its first packet, and the answer back through the same state. */
export function exchange(journey: Journey, asked: Sending): Answer {
  const ported = withPort(journey, asked);
  const bound = atSocket(journey, asked.device, ported);
  const sending = { ...asked, packet: bound?.dialled ?? ported };
  const { device, packet: first, relayed } = sending;
  const end = (h: Header) => `${showEnd(h.src, h.sport, h.protocol)} → ${showEnd(h.dst, h.dport, h.protocol)}`;
  const random = sending.port !== undefined;
  const opens = first.protocol === 'tcp' && !(sending.kept && first.flags === 'ACK');
  const nth = sending.connections === undefined ? '' : ` (connection ${sending.connections} of its client)`;
  const entry = () =>
    `${opens ? 'connect()' : sending.kept ? 'send() on a kept connection' : 'send()'} ${end(first)}${nth}`;
  const start = { device, packet: first, entry, random, relayed, bound, skip: sending.skip };
  const forward = travel(journey, start, deliver);
  const later = () =>
    hopsOf(
      travel(
        journey,
        { ...start, packet: { ...first, flags: first.protocol === 'tcp' ? 'ACK' : first.flags } },
        deliver,
      ),
    );

  const { outcome } = forward;
  const back = outcome.kind === 'left' ? undefined : answerTo(forward);
  const oneWay = { sending, forward, reply: undefined, later };
  if (outcome.kind === 'undetermined')
    return { verdict: 'undetermined', client: 'unknown', assumes: [outcome.assumes], ...oneWay };
  if (outcome.kind === 'left') return { verdict: 'delivered', to: 'internet', client: 'unknown', ...oneWay };
  if (back === undefined) {
    const cause =
      outcome.kind === 'delivered'
        ? 'HOST-NOROUTE'
        : isHairpin(journey, forward)
          ? 'LB-HAIRPIN'
          : inTunnel(forward, outcome.cause);
    const client = isToldByCall(outcome, first)
      ? 'not-permitted'
      : !isOwnError(forward)
        ? 'timeout'
        : isFitted(cause, first)
          ? 'ok'
          : 'unreachable';
    return { verdict: 'not-delivered', cause, client, died: diedIn(forward, 'forward'), ...oneWay };
  }
  const reply = travel(journey, back, (passage, packet) => awaited(passage, packet, { ...sending, bound }));
  const came = reply.outcome.kind === 'delivered';
  const open = reply.outcome.kind === 'undetermined' ? { assumes: [reply.outcome.assumes] } : undefined;
  const both = { sending, forward, reply, later };
  if (outcome.kind !== 'delivered') {
    const cause = outcome.cause;
    const seen =
      outcome.kind === 'refused'
        ? 'refused'
        : isSilent(first, back.packet.flags) && !('failed' in outcome)
          ? 'timeout'
          : isFitted(cause, first)
            ? 'ok'
            : 'unreachable';
    return {
      verdict: 'not-delivered',
      cause,
      client: isToldByCall(outcome, first) ? 'not-permitted' : came ? seen : open ? 'unknown' : 'timeout',
      died: diedIn(forward, 'forward'),
      ...(isToldByCall(outcome, first) ? undefined : open),
      ...both,
    };
  }
  const elsewhere = sending.meant !== undefined && sending.meant !== forward.at.id;
  if (elsewhere && !open)
    return { verdict: 'not-delivered', client: came ? 'ok' : 'timeout', ...misled(forward), ...both };
  if (came) return { verdict: 'delivered', client: 'ok', ...both };
  if (open) return { verdict: 'undetermined', client: 'unknown', ...open, ...both };
  const found = 'cause' in reply.outcome ? inTunnel(reply, reply.outcome.cause) : 'HOST-NOROUTE';
  const limited = found === 'TTL' && 'ttl' in outcome && outcome.ttl !== undefined;
  const cause = limited ? 'IMDS-HOP' : found === 'SOCK-MISMATCH' ? mismatch(journey, forward, reply) : found;
  return { verdict: 'not-delivered', cause, client: 'timeout', died: diedIn(reply, 'reply'), ...both };
}

const guards: ReadonlySet<CauseCode> = new Set(['SG-IN', 'SG-OUT', 'NACL-IN', 'NACL-OUT']);

/** What a guard of the network stops may be a tunnel's packet, of which the program knows nothing. */
const inTunnel = (way: Travelled, cause: CauseCode): CauseCode =>
  way.last.carried && guards.has(cause) ? 'ENC-PORT' : isWebhook(way, cause) ? 'WEBHOOK' : cause;

/** Of a node the control plane asks the kubelet; whatever else it asks of pods is a webhook, or an API that it aggregates. */
const isWebhook = ({ passed, at, last }: Travelled, cause: CauseCode): boolean =>
  cause === 'SG-IN' && passed[0]?.device.kind === 'control-plane' && at.kind === 'node' && last.dport !== 10250;

/** A balancer that kept its client's address sent a packet back to that client: a machine takes none that is from itself. */
const isHairpin = ({ handed }: Journey, { outcome, last }: Travelled): boolean =>
  'cause' in outcome &&
  outcome.cause === 'MARTIAN' &&
  handed.some(({ connection }) => sameTuple(connection.reply, swapped(last)));

/** A target on the client's own node answers it directly, past the balancer that kept its address. */
const isShortCut = ({ handed }: Journey, { passed }: Travelled): boolean =>
  handed.length > 0 && !passed.some(({ device }) => device.balances);

/** Why an answer came from another address than the one that was asked. */
function mismatch(journey: Journey, { passed: there }: Travelled, reply: Travelled): CauseCode {
  if (isShortCut(journey, reply)) return 'LB-HAIRPIN';
  const translated = new Set(there.filter(({ redirected }) => redirected).map(({ device }) => device));
  return reply.passed.some(({ device, switched }) => switched && translated.has(device)) ? 'BRNF' : 'SOCK-MISMATCH';
}

const diedIn = (way: Travelled, direction: 'forward' | 'reply') => ({ direction, hop: way.passed.length - 1 });

/** Where a packet was sent elsewhere than to the machine that was asked for: by a Service that claims its address, or by the network. */
function misled({ passed }: Travelled): Pick<Answer, 'cause' | 'died'> {
  const hop = passed.findIndex(({ redirected }) => redirected);
  return hop < 0
    ? { cause: 'ADDR-OVERLAP', died: { direction: 'forward', hop: passed.length - 1 } }
    : { cause: 'SVC-CIDR-OVERLAP', died: { direction: 'forward', hop } };
}

/**
 * A program that has no route is told by its own call; only a neighbour that does not answer is told by ICMP, and
 * that a tunnel's packet does not fit.
 */
const isOwnError = ({ outcome, at, passed }: Travelled): boolean =>
  outcome.kind === 'unreachable' &&
  (outcome.told === true ||
    outcome.cause === 'HOST-NOROUTE' ||
    outcome.cause === 'VPC-BLACKHOLE' ||
    (outcome.cause === 'MTU' && !outcome.packet.carried)) &&
  // without an address of the family a sender has none of its own
  (passed.length === 1 || isLocal(compiledOf(at), outcome.packet.src));

/**
 * The packet that answers: SYN,ACK or data, RST, or an ICMP error; undefined when nothing comes back: who has no way to
 * the asking side sends it no error either.
 */
function answerTo(there: Travelled): Start | undefined {
  const { outcome, at } = there;
  const base = { device: at, random: false };
  if (outcome.kind === 'delivered' || (outcome.kind === 'refused' && outcome.by === 'rst')) {
    const { packet } = outcome;
    const flags = outcome.kind === 'refused' ? 'RST,ACK' : answerFlags(packet);
    const limit = outcome.kind === 'delivered' ? outcome.ttl : undefined;
    const header = headerOf({ ...swapped(packet), ttl: limit ?? 64, flags });
    const how = limit === undefined ? '' : `: with a token, hop limit ${limit}`;
    return {
      ...base,
      packet: header,
      entry: () => `answer ${flags} to ${showEnd(packet.src, packet.sport, packet.protocol)}${how}`,
    };
  }
  if (outcome.kind !== 'refused' && outcome.kind !== 'unreachable') return undefined;
  if (isOwnError(there)) return undefined;
  const about = outcome.packet;
  const { protocol, flags } = errorOf(outcome, about);
  const reflected = outcome.kind === 'refused' ? outcome.reflected : undefined;
  const found = lookup(at, { src: about.dst, dst: about.src, mark: 0 }, undefined);
  // about a packet that was for the machine itself it speaks from the address that was asked (icmp.c, icmp_send; seen on 6.18)
  const asked = reflected !== undefined || isLocal(compiledOf(at), about.dst);
  const src = found && (asked ? about.dst : sourceFor(at, found.route));
  if (src === undefined) return undefined;
  const mtu = outcome.kind === 'unreachable' && outcome.mtu !== undefined ? ` (mtu ${outcome.mtu})` : '';
  const header = headerOf({ protocol, src, dst: about.src, sport: 0, dport: 0, ttl: 64, flags, about });
  return { ...base, packet: header, entry: () => `ICMP ${flags}${mtu} to ${showIp(about.src)}`, reflected };
}

const answerFlags = (packet: Header): string => {
  if (packet.protocol === 'tcp') return packet.flags === 'SYN' ? 'SYN,ACK' : 'ACK';
  return hasPorts(packet.protocol) ? 'data' : 'echo-reply';
};

/** The message that tells of an outcome: names of RFC 792 and, for IPv6, of RFC 4443. */
function errorOf(
  { kind, cause }: Extract<Outcome, { kind: 'refused' | 'unreachable' }>,
  { dst }: Header,
): Pick<Header, 'protocol' | 'flags'> {
  const six = typeof dst === 'bigint';
  const protocol = six ? 'icmpv6' : 'icmp';
  if (kind === 'refused') return { protocol, flags: 'port-unreachable' };
  if (cause === 'MTU') return { protocol, flags: six ? 'packet-too-big' : 'fragmentation-needed' };
  if (cause === 'TTL') return { protocol, flags: 'time-exceeded' };
  // route.c, ip_error: no route is the network's fault, no neighbour the host's (seen on 6.18)
  if (!six) return { protocol, flags: cause === 'HOST-NOROUTE' ? 'net-unreachable' : 'host-unreachable' };
  return { protocol, flags: cause === 'HOST-NOROUTE' ? 'no-route' : 'address-unreachable' };
}

const tooBig: ReadonlySet<string> = new Set(['fragmentation-needed', 'packet-too-big']);
const passing: ReadonlySet<string> = new Set([
  'time-exceeded',
  'net-unreachable',
  'host-unreachable',
  'no-route',
  'address-unreachable',
]);

/** Errors that may pass are not told to a UDP program that did not ask for them with `IP_RECVERR` (udp.c, icmp_err_convert). */
const isSilent = ({ protocol }: Header, error: string): boolean => protocol === 'udp' && passing.has(error);

/** TCP that is told a size sends segments of it: its program notices nothing. */
const isFitted = (cause: string, { protocol }: Header): boolean => cause === 'MTU' && protocol === 'tcp';

/** A rule that stops a packet in its sender makes the call fail with EPERM; only TCP waits on, it sends its SYN again. */
const isToldByCall = (outcome: Outcome, { protocol }: Header): boolean =>
  'within' in outcome && outcome.within !== undefined && protocol !== 'tcp';

/** The asking program takes an answer only from where it sent its question. */
export function awaited(
  passage: Passage,
  packet: Header,
  { device, packet: asked, bound }: Sending & Pick<Start, 'bound'>,
): Outcome {
  const { log } = passage;
  const first = bound && 'packet' in bound.ends ? bound.ends.packet : asked;
  const after = () => passage.shown(packet);
  if (packet.about) {
    if (passage.device === device && sameTuple(packet.about, first)) {
      log?.add({
        kind: 'deliver',
        stage: 'socket',
        entry: isSilent(first, packet.flags)
          ? `ICMP ${packet.flags}: a UDP program is not told (no IP_RECVERR)`
          : first.protocol === 'tcp' && tooBig.has(packet.flags)
            ? `ICMP ${packet.flags}: TCP sends smaller segments`
            : `ICMP ${packet.flags}: the program sees the error`,
        after: after(),
      });
      return { kind: 'delivered', packet, owner: device.name };
    }
    return passage.drop(
      { stage: 'socket', entry: 'ICMP error about no connection of this machine', after: after() },
      'SOCK-MISMATCH',
    );
  }
  if (passage.device === device && sameTuple(packet, swapped(first))) {
    if (bound) backAtSocket(passage, bound);
    log?.add({
      kind: 'deliver',
      stage: 'socket',
      entry:
        packet.flags === closing
          ? `${closing} from where the program asked: opened, and closed without a byte`
          : `answer ${packet.flags} from where the program asked`,
      after: bound ? passage.shown() : after(),
    });
    return { kind: 'delivered', packet, owner: device.name };
  }
  const dialled = showEnd(first.dst, first.dport, first.protocol);
  const got = showEnd(packet.src, packet.sport, packet.protocol);
  return passage.drop(
    { stage: 'socket', entry: `the program asked ${dialled}, the answer is from ${got}`, after: after() },
    'SOCK-MISMATCH',
  );
}

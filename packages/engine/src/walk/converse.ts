import { showIp } from '../base/addr/index.ts';
import { notModelled } from '../base/not-modelled.ts';
import { headerOf, showEnd, swapped } from '../network/header.ts';
import type { Device, Network } from '../network/network.ts';
import type { Relay, Upstream } from '../network/program.ts';
import type { Step } from '../trace/trace.ts';
import { closing } from './conntrack.ts';
import { lookup, sourceFor } from './fib.ts';
import { fraction, showFraction } from './fraction.ts';
import { dialled } from './leg-ways.ts';
import type { Outcome } from './passage.ts';
import { localPorts } from './port-draws.ts';
import { type Answer, awaited, exchange, type Sending } from './there-and-back.ts';
import { Journey, type Manner, type Start, type Travelled, travel } from './travel.ts';

/** More connections one behind the other than any real path has: relays that pass to each other. */
export const mostLegs = 8;

/** Sends the first packet, and its answer back through the same state; where a relay takes it, goes on as the relay does. */
export function thereAndBack(network: Network, sending: Sending, manner: Manner): Answer {
  return converse(new Journey(network, sending.seed, manner), sending, 1);
}

/** A connection, and those that relays open behind it; `number` is its own place among them. */
function converse(journey: Journey, sending: Sending, number: number): Answer {
  const own = exchange(journey, sending);
  if (own.verdict !== 'delivered') return own;
  const { outcome, at } = own.forward;
  if (outcome.kind !== 'delivered' || !outcome.relay) return own;
  const open = (why: string): Answer => ({ ...own, verdict: 'undetermined', client: 'unknown', assumes: [why] });
  if (number === mostLegs) return open(`more than ${mostLegs} connections one behind the other, by relays`);
  if (journey.footprint) journey.footprint.alone = true;
  const next = dial(journey, at, outcome.relay, number);
  return typeof next === 'string' ? open(next) : behind(journey, own, converse(journey, next, number + 1));
}

/** The connection that a relay opens for one that it accepted; in words, why that is not known. */
function dial({ decider }: Journey, device: Device, relay: Relay, number: number): Sending | string {
  if (relay.rules.length > 0) return notModelled(`${relay.name} decides by what is asked for`);
  if (relay.otherwise.kind !== 'connect') return notModelled(`${relay.name} answers itself`);
  const { upstreams } = relay.otherwise;
  const total = upstreams.reduce((sum, { weight }) => sum + weight, 0);
  const shareOf = ({ weight }: Upstream) => fraction(weight, total);
  const choice =
    upstreams.length === 1
      ? 0
      : decider.choose(
          'upstream',
          device,
          relay.name,
          upstreams.map((each) => ({ label: each.name, probability: shareOf(each) })),
        );
  const upstream = upstreams[choice]!;
  const { address: dst, port: dport, name, meant } = upstream;
  const src = sourceTo(device, dst);
  if (src === undefined) return `${device.name} has no address from which it could dial ${showIp(dst)}`;
  const chosen: Step = {
    kind: 'balance',
    stage: 'relay',
    entry: `${relay.name} picks ${name} of ${upstreams.length}, probability ${showFraction(shareOf(upstream))}`,
    ...(upstream.source === undefined ? {} : { source: upstream.source }),
  };
  return {
    device,
    // the connections of one conversation have ports that are told apart at a glance
    packet: headerOf({ protocol: 'tcp', src, dst, sport: 40_000 + 2 * number, dport, ttl: 64, flags: 'SYN' }),
    to: name,
    seed: () => `${showIp(src)} ${showEnd(dst, dport, 'tcp')} tcp`,
    port: { range: localPorts, how: 'even' },
    meant,
    relayed: { chosen: upstreams.length === 1 ? undefined : chosen },
  };
}

/** The source of a connection of the machine's own, which binds none. */
function sourceTo(device: Device, dst: Upstream['address']): Upstream['address'] | undefined {
  const none = typeof dst === 'number' ? 0 : 0n;
  const found = lookup(device, { src: none, dst, mark: 0 }, undefined);
  const src = found && sourceFor(device, found.route);
  if (src !== undefined) return src;
  const own = device.interfaces.find(({ name }) => name !== 'lo')?.addresses;
  return own?.find(({ ip }) => typeof ip === typeof dst)?.ip;
}

/** What comes of a connection whose relay went on: the relay has nothing to say until the one behind is answered. */
function behind(journey: Journey, own: Answer, next: Answer): Answer {
  const { sending, forward, later } = own;
  const there = forward.passed.length;
  const { died } = next;
  const ways = {
    ...(died && { died: { ...died, hop: died.hop + (died.direction === 'forward' ? there : 0) } }),
    ...{ sending, forward, later, next },
  };
  if (next.verdict !== 'not-delivered') return { ...next, ...ways, reply: own.reply };
  const reply = close(journey, own, next);
  return { ...next, client: reply.outcome.kind === 'delivered' ? 'closed' : 'timeout', ...ways, reply };
}

/**
 * The end of a connection whose relay reached nobody. Its kernel had accepted it before the relay knew of it, so that nothing
 * is refused: the program closes it, with a FIN (seen of a relay in Python, socat 1.7 and HAProxy 2.6 on Linux 6.18; where the
 * asker had sent what the relay had not read yet, a RST follows, which the first of them does).
 */
function close(journey: Journey, { forward, sending }: Answer, next: Answer): Travelled {
  const { packet } = forward.outcome as Extract<Outcome, { kind: 'delivered' }>;
  const start: Start = {
    device: forward.at,
    packet: headerOf({ ...swapped(packet), ttl: 64, flags: closing }),
    random: false,
    entry: () =>
      `close() towards ${showEnd(packet.src, packet.sport, 'tcp')}: ${dialled(next.sending.packet)} ${failed(next)}`,
  };
  return travel(journey, start, (passage, back) => awaited(passage, back, sending));
}

const failed = ({ client }: Answer): string =>
  client === 'timeout' ? 'did not answer' : client === 'closed' ? 'was closed' : `failed (${client})`;

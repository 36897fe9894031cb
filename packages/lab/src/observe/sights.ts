import { type Interface, type Network, showIp } from '@netk/engine';
import type { LabPlan } from '../plan/lab-plan.ts';
import { framePorts } from '../plan/tunnels.ts';
import type { Frame, Seen } from '../run/run-lab.ts';
import type { Sight } from './event.ts';
import { hopsOf, type Sighting } from './hops.ts';
import { type Parsed, parseFrame } from './parse-frame.ts';

/** Nanoseconds that a last frame may be on its way after the client's call returned. */
const settling = 20_000_000;

/** What was seen of one connection. `end`: of the packet with which its accepting side closed it. */
interface Watched {
  readonly forward: Sighting[];
  readonly reply: Sighting[];
  readonly end: Sighting[];
}

/** Which connection of which flow a packet belongs to: a relay opens further ones for the same flow. */
interface Owner {
  readonly flow: number;
  readonly leg: number;
}

/** More connections of one flow than any network of the laboratory has. */
const mostLegs = 8;

/** Sorts the frames into flows. A TCP connection is followed by its sequence number, which no translation changes. */
export function sightsOf(network: Network, plan: LabPlan, seen: Seen): ReadonlyMap<number, Sight> {
  const spaces = new Map(plan.namespaces.map((each) => [each.name, each]));
  const outcomes = new Map(seen.outcomes.map((each) => [each.id, each]));
  const bySequence = new Map<number, Owner>();
  const out = new Map<number, Watched[]>(plan.flows.map(({ id }) => [id, []]));
  const ports = framePorts(network.devices.values());
  const parsed = seen.frames.flatMap((frame) => {
    const packet = parseFrame(frame.frame, ports);
    return packet ? [{ frame, packet }] : [];
  });
  const bySegment = segmentsOf(plan);
  for (const { packet } of parsed) {
    const owner = packet.key.kind === 'seq' ? bySegment.get(packet.key.segment) : undefined;
    if (owner && packet.key.kind === 'seq') bySequence.set(packet.key.value, owner);
  }
  for (const { frame, packet } of parsed) {
    const owner = ownerOf(packet, bySequence, bySegment);
    // What comes after the client gave up is sent anew.
    if (!owner || frame.at > (outcomes.get(owner.flow)?.end ?? 0) + settling) continue;
    const legs = out.get(owner.flow);
    const sighting = legs && sightingOf(network, spaces.get(frame.namespace), frame, packet);
    if (!sighting) continue;
    legs[owner.leg] ??= { forward: [], reply: [], end: [] };
    const { kind } = packet.key;
    legs[owner.leg]![kind === 'end' ? 'end' : kind === 'seq' || kind === 'ask' ? 'forward' : 'reply'].push(sighting);
  }
  return new Map([...out].map(([id, legs]) => [id, sightOf(legs, outcomes.get(id))]));
}

/** The ways of all connections, the last one answering first. */
function sightOf(watched: readonly Watched[], outcome: Seen['outcomes'][number] | undefined): Sight {
  const { client = 'not sent', location } = outcome ?? {};
  const legs = watched.filter((each) => each !== undefined);
  const backwards = legs.toReversed();
  return {
    forward: legs.flatMap(({ forward }) => hopsOf(forward)),
    reply: backwards.flatMap(({ reply }) => hopsOf(reply)),
    ...(client === 'closed'
      ? { ended: backwards.flatMap(({ reply, end }) => hopsOf(end.length > 0 ? end : reply)) }
      : {}),
    client,
    ...(location === undefined ? {} : { location }),
  };
}

/** Which connection announces which segment size. */
function segmentsOf({ flows, servers }: LabPlan): ReadonlyMap<number, Owner> {
  const stride = servers.find(({ relay }) => relay)?.relay?.stride;
  const legs = stride === undefined ? 1 : mostLegs;
  return new Map(
    flows.flatMap(({ id, segment }) =>
      Array.from({ length: legs }, (_, leg) => [segment + leg * (stride ?? 0), { flow: id, leg }] as const),
    ),
  );
}

/** An error says by itself whose SYN it is about: a rule may have refused it before any interface saw it. */
function ownerOf(
  { key }: Parsed,
  bySequence: ReadonlyMap<number, Owner>,
  bySegment: ReadonlyMap<number, Owner>,
): Owner | undefined {
  if (key.kind === 'seq' || key.kind === 'ack') return bySequence.get(key.value);
  if (key.kind === 'end') return bySequence.get(key.value) ?? askedBefore(bySequence, key.value);
  return key.kind === 'about' ? bySegment.get(key.segment) : { flow: key.value, leg: 0 };
}

function sightingOf(
  network: Network,
  space: LabPlan['namespaces'][number] | undefined,
  frame: Frame,
  packet: Parsed,
): Sighting | undefined {
  if (space?.device === undefined) return undefined;
  const device = network.devices.get(space.device);
  const at = space.interfaces[frame.interface];
  const own = device?.interfaces.find(({ name }) => name === at);
  if (!device || at === undefined || !own) return undefined;
  // Frames for somebody else: a machine sees them, and does nothing. What comes in by a port of a bridge is never for the port.
  if (frame.type === 3 && !own.port && !own.tunnel?.external) return undefined;
  const { smac, dmac: _d, key: _, ...rest } = packet;
  const dmac = asSent(network, own, frame, packet);
  const framed =
    own.mac !== undefined &&
    (own.tunnel !== undefined || own.bridge !== undefined || network.links.get(own.link ?? '')?.l2 === true);
  // A frame that is translated on its bridge goes through the bridge's own queue while the kernel looks for the neighbour.
  if (own.bridge && frame.type === 4 && smac !== own.mac) return undefined;
  const kind = frame.type === 4 ? 'send' : 'receive';
  const after = { ...rest, ...(framed ? { smac, dmac } : {}) };
  return { device, step: { kind, stage: kind, entry: `captured at ${frame.interface}`, interface: at, after } };
}

/**
 * To whom a frame was sent that a segment took to the router instead, because it answers a flow of a balancer (plan/balancers.ts
 * writes that into the packet): the network delivers it, whatever its frame says.
 */
function asSent({ devices, links }: Network, own: Interface, frame: Frame, { dmac, dst }: Parsed): string {
  const tag = Number.parseInt(frame.frame.slice(30, 32), 16) >> 2;
  // errors of ICMP carry a precedence of their own (net/ipv4/icmp.c), and no balancer passes ICMP on
  const isIcmp = frame.frame.slice(46, 48) === '01';
  if (tag <= 32 || isIcmp || frame.type === 4) return dmac;
  for (const { device, interface: name } of links.get(own.link ?? '')?.members ?? []) {
    const other = devices.get(device)?.interfaces.find((each) => each.name === name);
    if (other?.mac !== undefined && other.answers.some((ip) => showIp(ip) === dst)) return other.mac;
  }
  return dmac;
}

/** Bytes of the longest request. */
const longest = 1200;

/** The connection on which as much was said as a request may be long. */
function askedBefore(bySequence: ReadonlyMap<number, Owner>, value: number): Owner | undefined {
  for (const [sequence, owner] of bySequence) if (value - sequence > 0 && value - sequence <= longest) return owner;
  return undefined;
}

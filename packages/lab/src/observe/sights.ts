import type { Network } from '@netk/engine';
import type { LabPlan } from '../plan/lab-plan.ts';
import type { Frame, Seen } from '../run/run-lab.ts';
import type { Sight } from './event.ts';
import { hopsOf, type Sighting } from './hops.ts';
import { type Parsed, parseFrame } from './parse-frame.ts';

/** Nanoseconds that a last frame may be on its way after the client's call returned. */
const settling = 20_000_000;

/** Sorts the frames into flows. A TCP connection is followed by its sequence number, which no translation changes. */
export function sightsOf(network: Network, plan: LabPlan, seen: Seen): ReadonlyMap<number, Sight> {
  const spaces = new Map(plan.namespaces.map((each) => [each.name, each]));
  const client = new Map(seen.outcomes.map((each) => [each.id, each.client]));
  const bySequence = new Map<number, number>();
  const out = new Map<number, { forward: Sighting[]; reply: Sighting[] }>(
    plan.flows.map(({ id }) => [id, { forward: [], reply: [] }]),
  );
  const ends = new Map(seen.outcomes.map(({ id, end }) => [id, end + settling]));
  const parsed = seen.frames.flatMap((frame) => {
    const packet = parseFrame(frame.frame);
    return packet ? [{ frame, packet }] : [];
  });
  const bySegment = new Map(plan.flows.map(({ id, segment }) => [segment, id]));
  for (const { packet } of parsed) {
    const flow = packet.key.kind === 'seq' ? bySegment.get(packet.key.segment) : undefined;
    if (flow !== undefined && packet.key.kind === 'seq') bySequence.set(packet.key.value, flow);
  }
  for (const { frame, packet } of parsed) {
    const id = flowOf(packet, bySequence, bySegment);
    // What comes after the client gave up is sent anew.
    const late = id !== undefined && frame.at > (ends.get(id) ?? 0);
    const flow = id === undefined || late ? undefined : out.get(id);
    const sighting = flow && sightingOf(network, spaces.get(frame.namespace), frame, packet);
    if (sighting) flow[packet.key.kind === 'seq' || packet.key.kind === 'ask' ? 'forward' : 'reply'].push(sighting);
  }
  return new Map(
    [...out].map(([id, { forward, reply }]) => [
      id,
      { forward: hopsOf(forward), reply: hopsOf(reply), client: client.get(id) ?? 'not sent' },
    ]),
  );
}

/** An error says by itself whose SYN it is about: a rule may have refused it before any interface saw it. */
function flowOf(
  { key }: Parsed,
  bySequence: ReadonlyMap<number, number>,
  bySegment: ReadonlyMap<number, number>,
): number | undefined {
  if (key.kind === 'seq' || key.kind === 'ack') return bySequence.get(key.value);
  return key.kind === 'about' ? bySegment.get(key.segment) : key.value;
}

function sightingOf(
  network: Network,
  space: LabPlan['namespaces'][number] | undefined,
  frame: Frame,
  packet: Parsed,
): Sighting | undefined {
  // Frames for somebody else: a machine sees them, and does nothing.
  if (frame.type === 3 || space?.device === undefined) return undefined;
  const device = network.devices.get(space.device);
  const at = space.interfaces[frame.interface];
  const own = device?.interfaces.find(({ name }) => name === at);
  if (!device || at === undefined || !own) return undefined;
  const { smac, dmac, key: _, ...rest } = packet;
  const framed = own.link !== undefined && network.links.get(own.link)?.l2 === true;
  const kind = frame.type === 4 ? 'send' : 'receive';
  const after = { ...rest, ...(framed ? { smac, dmac } : {}) };
  return { device, step: { kind, stage: kind, entry: `captured at ${frame.interface}`, interface: at, after } };
}

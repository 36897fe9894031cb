import type { Anchor, Channel, Geometry } from '../geometry.ts';
import type { Stop } from './stops.ts';

/** A piece of a way: a run in one channel, from one position to another. */
export interface Leg {
  readonly channel: string;
  readonly along: 'h' | 'v';
  /** Where the channel lies. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** The hop that the packet makes on it. */
  readonly hop: number;
  /** A short piece between a column and a box. */
  readonly stub?: true;
}

/** The way from stop to stop through the tree of channels: up to the lowest common ancestor, and down. */
export function legsOf(geometry: Geometry, stops: readonly Stop[]): readonly Leg[] {
  const legs: Leg[] = [];
  stops.slice(1).forEach((stop, index) => {
    const a = geometry.anchors.get(stops[index]!.at);
    const b = geometry.anchors.get(stop.at);
    if (!a || !b) return;
    const { hop } = stop;
    if (a.stub !== undefined && index === 0) legs.push(stubOf(stops[index]!.at, a, a.stub, a.x, hop));
    legs.push(...between(geometry, a, b, hop).filter((leg) => leg.from !== leg.to));
    if (b.stub === undefined) return;
    legs.push(stubOf(stop.at, b, b.x, b.stub, hop));
    if (index + 2 < stops.length) legs.push(stubOf(stop.at, b, b.stub, b.x, stops[index + 2]!.hop));
  });
  return merged(legs);
}

function between(geometry: Geometry, a: Anchor, b: Anchor, hop: number): readonly Leg[] {
  if (a.node !== undefined && a.node === b.node && a.channel !== b.channel) return across(geometry, a, b, hop);
  const up = ancestry(geometry, a.channel);
  const down = ancestry(geometry, b.channel);
  const below = new Set(down.map((channel) => channel.id));
  const meet = up.findIndex((channel) => below.has(channel.id));
  if (meet < 0) return [];
  const legs: Leg[] = [];
  let position = a.p;
  for (const channel of up.slice(0, meet)) {
    legs.push(leg(channel, position, parentAt(geometry, channel), hop));
    position = channel.at;
  }
  const descent: Leg[] = [];
  let end = b.p;
  for (const channel of down) {
    if (channel.id === up[meet]!.id) break;
    descent.unshift(leg(channel, parentAt(geometry, channel), end, hop));
    end = channel.at;
  }
  return [...legs, leg(up[meet]!, position, end, hop), ...descent];
}

/** Inside a node packets change their column in the kernel, never in the subnet. */
function across(geometry: Geometry, a: Anchor, b: Anchor, hop: number): readonly Leg[] {
  const bar = geometry.channels.get(`kernel:${a.node}`)!;
  const [from, to] = [geometry.channels.get(a.channel)!, geometry.channels.get(b.channel)!];
  return [leg(from, a.p, bar.at, hop), leg(bar, from.at, to.at, hop), leg(to, bar.at, b.p, hop)];
}

function ancestry(geometry: Geometry, id: string): readonly Channel[] {
  const chain: Channel[] = [];
  for (
    let next = geometry.channels.get(id);
    next;
    next = next.parent ? geometry.channels.get(next.parent) : undefined
  ) {
    chain.push(next);
  }
  return chain;
}

const parentAt = (geometry: Geometry, channel: Channel): number => geometry.channels.get(channel.parent!)!.at;

const leg = (channel: Channel, from: number, to: number, hop: number): Leg => ({
  ...{ channel: channel.id, along: channel.along, at: channel.at, from, to, hop },
});

const stubOf = (of: string, anchor: Anchor, from: number, to: number, hop: number): Leg => ({
  ...{ channel: `stub:${of}`, along: 'h', at: anchor.y, from, to, hop, stub: true },
});

/** Runs of one hop that go on in the same channel and direction become one. */
function merged(legs: readonly Leg[]): readonly Leg[] {
  const out: Leg[] = [];
  for (const next of legs) {
    const last = out.at(-1);
    const goesOn =
      last !== undefined &&
      last.channel === next.channel &&
      last.hop === next.hop &&
      last.to === next.from &&
      Math.sign(last.to - last.from) === Math.sign(next.to - next.from);
    if (goesOn) out[out.length - 1] = { ...last, to: next.to };
    else out.push(next);
  }
  return out;
}

import { type Header, hasPorts, showEnd } from '../network/header.ts';
import type { Branch, Hop, Leg } from '../trace/trace.ts';
import type { LegWays } from './there-and-back.ts';
import { hopsOf, type Passed, type Travelled } from './travel.ts';

const none: readonly never[] = [];

/** The devices on the way there, through all connections. */
export function passedThere(legs: readonly LegWays[]): readonly Passed[] {
  if (legs.length === 1) return legs[0]!.forward.passed;
  return legs.flatMap(({ forward }) => forward.passed);
}

/** The devices on the way back: the last connection answers first. */
export function passedBack(legs: readonly LegWays[]): readonly Passed[] {
  if (legs.length === 1) return legs[0]!.reply?.passed ?? none;
  return legs.toReversed().flatMap(({ reply }) => reply?.passed ?? none);
}

/** The described ways of a branch: all hops there, all hops back, and the legs where there are several. */
export function waysOf(ways: readonly LegWays[]): Pick<Branch, 'forward' | 'reply' | 'legs'> {
  const legs = ways.map(describedLeg);
  if (legs.length === 1) return { forward: legs[0]!.forward, reply: legs[0]!.reply };
  return {
    forward: legs.flatMap(({ forward }) => forward),
    reply: legs.toReversed().flatMap(({ reply }) => reply),
    ...(legs.length === 0 ? {} : { legs }),
  };
}

function describedLeg({ sending, forward, reply, client }: LegWays): Leg {
  const { device, packet, to } = sending;
  return {
    kind: 'connection',
    what: dialled(packet),
    flow: {
      from: device.name,
      to,
      protocol: packet.protocol,
      ...(hasPorts(packet.protocol) ? { port: packet.dport } : {}),
    },
    client,
    forward: hopsOf(forward),
    reply: backOf(reply),
  };
}

/** `tcp 10.0.2.10:8080`. */
export const dialled = ({ protocol, dst, dport }: Header): string => `${protocol} ${showEnd(dst, dport, protocol)}`;

const backOf = (reply: Travelled | undefined): readonly Hop[] => (reply ? hopsOf(reply) : none);

/** The connection in which a packet died, with its ways, and the hop among its own. */
export function legOf(
  legs: readonly LegWays[],
  { direction, hop }: NonNullable<Branch['died']>,
): { readonly forward: readonly Hop[]; readonly reply: readonly Hop[]; readonly hop: number } | undefined {
  let left = hop;
  for (const { forward, reply } of direction === 'forward' ? legs : legs.toReversed()) {
    const passed = (direction === 'forward' ? forward : reply)?.passed.length ?? 0;
    if (left < passed) return { forward: hopsOf(forward), reply: backOf(reply), hop: left };
    left -= passed;
  }
  return undefined;
}

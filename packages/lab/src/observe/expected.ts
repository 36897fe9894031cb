import type { Branch, Hop, Packet } from '@netk/engine';
import type { Event } from './event.ts';

/** What nobody on the way can read: that it is somebody's packet. What comes out of it is compared. */
const sealed = 'wireguard';

/** What a branch says that interfaces see: the frames of its `send` and `receive` steps. */
export const eventsOf = (hops: readonly Hop[]): readonly Event[] =>
  hops.flatMap((hop) =>
    hop.steps.flatMap(({ kind, after, interface: at }): Event[] =>
      (kind === 'send' || kind === 'receive') && after && at !== undefined && after.flags !== sealed
        ? [{ device: hop.device, interface: at, way: kind === 'send' ? 'out' : 'in', ...partsOf(after) }]
        : [],
    ),
  );

function partsOf({
  protocol,
  src,
  dst,
  sport,
  dport,
  ttl,
  flags,
  smac,
  dmac,
  inner,
}: Packet): Omit<Event, 'device' | 'interface' | 'way'> {
  return {
    ...{ protocol, src, dst, ttl, flags: flags ?? '' },
    ...(sport === undefined ? {} : { sport }),
    ...(dport === undefined ? {} : { dport }),
    ...(smac === undefined ? {} : { smac }),
    ...(dmac === undefined ? {} : { dmac }),
    // what an ICMP error is about is no packet on its way
    ...(inner === undefined || protocol === 'icmp' || protocol === 'icmpv6' ? {} : { inner: partsOf(inner) }),
  };
}

/** Ports that play a role, whatever their number: the client's own, and those that a translation draws. */
export function randomPorts({ forward, reply }: Branch): ReadonlySet<number> {
  const out = new Set<number>();
  const own = forward[0]?.steps[0]?.after?.sport;
  if (own !== undefined) out.add(own);
  for (const { steps } of [...forward, ...reply])
    for (const { random, kind, before, after } of steps)
      if (random && kind !== 'originate' && after?.sport !== undefined && after.sport !== before?.sport)
        out.add(after.sport);
  return out;
}

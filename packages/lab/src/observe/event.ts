import type { Hop } from '@netk/engine';

/** A packet at an interface: what both the walk and the kernel can say of it. */
export interface Event {
  readonly device: string;
  readonly interface: string;
  readonly way: 'in' | 'out';
  readonly protocol: string;
  readonly src: string;
  readonly dst: string;
  readonly sport?: number;
  readonly dport?: number;
  readonly ttl: number;
  /** `SYN`, `SYN,ACK`, `RST,ACK`, or the name of an ICMP error. */
  readonly flags: string;
  /** Absent where frames are not modelled. */
  readonly smac?: string;
  readonly dmac?: string;
  /** The packet inside of a tunnel's. */
  readonly inner?: Omit<Event, 'device' | 'interface' | 'way'>;
}

/** One flow, seen, in the shape of a trace's branch: its hops both ways, and what the client's program saw. */
export interface Sight {
  readonly forward: readonly Hop[];
  readonly reply: readonly Hop[];
  /** The same, where each accepting side's end is looked at in the place of its answer. */
  readonly ended?: readonly Hop[];
  readonly client: string;
  /** Where its answer sends it on to. */
  readonly location?: string;
}

/** `nA eth0 out: 192.168.1.50:25001 → 192.168.1.71:8080 tcp SYN ttl 62`. `nameOf` gives names to ports. */
export function showEvent(event: Event, nameOf: (port: number) => string | undefined = () => undefined): string {
  const { device, interface: at, way } = event;
  return `${device} ${at} ${way}: ${showLayer(event, nameOf)}`;
}

function showLayer(
  event: Omit<Event, 'device' | 'interface' | 'way'>,
  nameOf: (port: number) => string | undefined,
): string {
  const { src, sport, dst, dport, protocol, flags, ttl, smac, dmac, inner } = event;
  const end = (ip: string, port?: number): string => (port === undefined ? ip : `${ip}:${nameOf(port) ?? port}`);
  const frame = smac === undefined ? '' : `, ${smac} → ${dmac}`;
  const inside = inner ? ` [${showLayer(inner, nameOf)}]` : '';
  return `${end(src, sport)} → ${end(dst, dport)} ${protocol} ${flags} ttl ${ttl}${frame}${inside}`;
}

import type { Ip } from '../base/addr/index.ts';
import { showIp } from '../base/addr/index.ts';
import type { Packet } from '../trace/trace.ts';

/** `ipencap` (4) is IP in IP: it has no ports, and nobody can ask for it by name. */
export type Protocol = 'tcp' | 'udp' | 'sctp' | 'icmp' | 'icmpv6' | 'ipencap';

export const protocols: readonly Protocol[] = ['tcp', 'udp', 'sctp', 'icmp', 'icmpv6'];

/** Whether the protocol has ports. */
export const hasPorts = (protocol: Protocol): boolean =>
  protocol !== 'icmp' && protocol !== 'icmpv6' && protocol !== 'ipencap';

/** The two ends of a packet. ICMP echo carries its identifier in `sport`. */
export interface Tuple {
  readonly protocol: Protocol;
  readonly src: Ip;
  readonly dst: Ip;
  readonly sport: number;
  readonly dport: number;
}

/** A packet inside the walk: what the headers say and what the kernel keeps beside them (`mark`). */
export interface Header extends Tuple {
  readonly ttl: number;
  readonly mark: number;
  readonly flags: string;
  readonly smac?: string | undefined;
  readonly dmac?: string | undefined;
  /** The packet that an ICMP error is about: the copy of what is lost. */
  readonly about?: Header | undefined;
  /** What a tunnel's packet carries: it travels on when the outer headers are taken off. */
  readonly carried?: Carried | undefined;
  /** Undefined: nobody asked about a size, and nothing is too large. */
  readonly size?: Size | undefined;
  /** What an option of it says: whom its client asked, and so where answers have to come from (Cilium's DSR). */
  readonly asked?: { readonly dst: Ip; readonly dport: number } | undefined;
}

/** The packet inside of a tunnel's, and the number of the virtual network that it belongs to (VXLAN, Geneve). */
export interface Carried {
  readonly packet: Header;
  readonly vni?: number;
  /** Whose key sealed it (WireGuard). */
  readonly key?: string;
}

/** How large a packet is. */
export interface Size {
  /** Bytes with the IP header, of the whole packet. */
  readonly bytes: number;
  /** Don't Fragment is set. No router fragments IPv6, whatever is set here. */
  readonly df: boolean;
  /** Bytes of the largest fragment, where it came in fragments. */
  readonly largest?: number;
  /** Its fragments are put together here, for as long as it is in this machine. */
  readonly whole?: true;
}

/** A packet with every field in its place, given or not: engines are quick with records that are made alike. */
export const headerOf = (header: Omit<Header, 'mark'> & Partial<Pick<Header, 'mark'>>): Header => ({
  protocol: header.protocol,
  src: header.src,
  dst: header.dst,
  sport: header.sport,
  dport: header.dport,
  ttl: header.ttl,
  mark: header.mark ?? 0,
  flags: header.flags,
  smac: header.smac,
  dmac: header.dmac,
  about: header.about,
  carried: header.carried,
  size: header.size,
  asked: header.asked,
});

export const tupleOf = ({ protocol, src, dst, sport, dport }: Tuple): Tuple => ({ protocol, src, dst, sport, dport });

/** The tuple of the answer. */
export const swapped = (t: Tuple): Tuple => ({
  protocol: t.protocol,
  src: t.dst,
  dst: t.src,
  sport: t.protocol === 'icmp' || t.protocol === 'icmpv6' ? t.sport : t.dport,
  dport: t.protocol === 'icmp' || t.protocol === 'icmpv6' ? t.dport : t.sport,
});

export const sameTuple = (a: Tuple, b: Tuple): boolean =>
  a.src === b.src && a.dst === b.dst && a.sport === b.sport && a.dport === b.dport && a.protocol === b.protocol;

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

/** What the kernel keeps of a packet's connection. */
interface Tracking {
  readonly ctstate: string | undefined;
  readonly connmark: number | undefined;
}

/** The header as the trace shows it. Made property by property: a walk shows thousands. */
export function show(header: Header, state?: Tracking): Packet {
  const shown: { -readonly [K in keyof Packet]?: Packet[K] } = {};
  if (header.smac !== undefined) shown.smac = header.smac;
  if (header.dmac !== undefined) shown.dmac = header.dmac;
  shown.src = showIp(header.src);
  shown.dst = showIp(header.dst);
  if (hasPorts(header.protocol)) {
    shown.sport = header.sport;
    shown.dport = header.dport;
  }
  shown.protocol = header.protocol;
  shown.ttl = header.ttl;
  if (header.mark) shown.mark = hex(header.mark);
  if (state?.connmark) shown.connmark = hex(state.connmark);
  if (state?.ctstate) shown.ctstate = state.ctstate;
  shown.flags = header.flags;
  if (header.about) shown.inner = show(header.about);
  else if (header.carried) shown.inner = show(header.carried.packet);
  return shown as Packet;
}

/** `192.168.1.51:40000`, `[fd00::1]:80`, or the bare address where the protocol has no ports. */
export function showEnd(ip: Ip, port: number, protocol: Protocol): string {
  if (!hasPorts(protocol)) return showIp(ip);
  return typeof ip === 'bigint' ? `[${showIp(ip)}]:${port}` : `${showIp(ip)}:${port}`;
}

import { type Cidr, contains, type Family, familyOf, type Ip, showCidr, showIp } from '../base/addr/index.ts';
import { type Carried, type Header, headerOf, type Protocol } from './header.ts';

/** An interface whose packets travel inside of packets of the machine itself. */
export interface Tunnel {
  readonly kind: 'vxlan' | 'geneve' | 'ipip' | 'wireguard';
  /** The source of the outer packet; undefined: the address that its route gives. */
  readonly local?: Ip;
  /**
   * Where everything goes that no entry names. Of IP in IP without one, the next hop is the other end (the kernel's
   * `tunl0`; ip_tunnel.c, ip_tunnel_xmit).
   */
  readonly remote?: Ip;
  /** The interface that the outer packet has to leave by. */
  readonly dev?: string;
  /** The number of the virtual network, and the UDP port of the other end (WireGuard: its own). IP in IP has neither. */
  readonly vni?: number;
  readonly port?: number;
  /** The forwarding database: the MAC of a frame → the machine that has it. */
  readonly forwarding?: ReadonlyMap<string, Ip>;
  /** Who sends into it names the other end for each packet (collect metadata): a program of eBPF. */
  readonly external?: true;
  /** The outer packet's; undefined: 64 of VXLAN and Geneve, the inner packet's of IP in IP (seen on 6.12 and 6.18). */
  readonly ttl?: number;
  /** Don't Fragment of the outer packet; undefined: not set by VXLAN and Geneve, copied from the inner packet by IP in IP. */
  readonly df?: 'set' | 'unset' | 'inherit';
  /** WireGuard: whose key this end has, and the others that it knows. */
  readonly key?: string;
  readonly peers?: readonly Peer[];
}

/** Another end of WireGuard: what is for its blocks goes to it, and what comes from it has to have a source in them. */
export interface Peer {
  /** Whose key it has. */
  readonly key: string;
  readonly endpoint: Ip;
  readonly port: number;
  readonly allowed: readonly Cidr[];
}

/** The peer that has an address among its blocks, the longest of them (allowedips.c). */
export function peerOf({ peers = [] }: Pick<Tunnel, 'peers'>, ip: Ip): Peer | undefined {
  let found: { readonly peer: Peer; readonly bits: number } | undefined;
  for (const peer of peers)
    for (const block of peer.allowed)
      if (contains(block, ip) && (!found || block.bits > found.bits)) found = { peer, bits: block.bits };
  return found?.peer;
}

/** Whether it carries frames, and so has neighbours with MACs; IP in IP and WireGuard carry bare packets. */
export const hasFrames = ({ kind }: Pick<Tunnel, 'kind'>): boolean => kind === 'vxlan' || kind === 'geneve';

const ipBytes: Readonly<Record<Family, number>> = { 4: 20, 6: 40 };

/** The bytes of an IP header without options. */
export const headerBytes = (ip: Ip): number => ipBytes[familyOf(ip)];

/**
 * The bytes that a tunnel adds: IP, then UDP (8), VXLAN's or Geneve's own header without options (8) and the inner frame's
 * (14): 50 over IPv4, 70 over IPv6 (RFC 7348, RFC 8926). WireGuard adds UDP (8) and 32 of its own. IP in IP adds the IP
 * header alone.
 */
export const overheadOf = ({ kind }: Pick<Tunnel, 'kind'>, over: Ip): number => headerBytes(over) + ownBytes[kind];

const ownBytes: Readonly<Record<Tunnel['kind'], number>> = { vxlan: 30, geneve: 30, wireguard: 40, ipip: 0 };

/** The ends of an outer packet. */
export interface Outer {
  readonly src: Ip;
  readonly dst: Ip;
  /** VXLAN and Geneve: a hash of the inner flow; WireGuard: its own port. */
  readonly sport: number;
  /** Undefined: the tunnel's own. */
  readonly dport?: number;
  /** Bytes of the largest packet of the tunnel's interface. */
  readonly most?: number | undefined;
}

const protocolOf = ({ kind }: Tunnel): Protocol => (kind === 'ipip' ? 'ipencap' : 'udp');

/** WireGuard fills up what it encrypts to sixteen bytes, and never beyond its interface's largest packet (send.c, calculate_skb_padding). */
const filled = ({ kind }: Tunnel, bytes: number, most: number): number =>
  kind === 'wireguard' ? Math.max(bytes, Math.min(Math.ceil(bytes / 16) * 16, most)) : bytes;

/**
 * Puts a packet into an outer one. Its mark goes with the outer packet: in one machine it is the same buffer
 * (ip_tunnel_core.c, iptunnel_xmit; seen on 6.18), tracking begins anew. WireGuard takes the mark off (queueing.h, wg_reset_packet; seen on 6.12).
 */
export function encapsulate(
  packet: Header,
  tunnel: Tunnel,
  { src, dst, sport, dport = tunnel.port ?? 0, most }: Outer,
): Header {
  const { kind, vni, key } = tunnel;
  const carried: Carried = {
    packet: { ...packet, mark: 0 },
    ...(vni === undefined ? {} : { vni }),
    ...(key === undefined ? {} : { key }),
  };
  const { size } = packet;
  const df = tunnel.df ?? (kind === 'ipip' ? 'inherit' : 'unset');
  return headerOf({
    protocol: protocolOf(tunnel),
    src,
    dst,
    sport: kind === 'ipip' ? 0 : sport,
    dport,
    ttl: tunnel.ttl ?? (kind === 'ipip' ? packet.ttl : 64),
    mark: kind === 'wireguard' ? 0 : packet.mark,
    flags: kind,
    carried,
    size: size && {
      bytes: filled(tunnel, size.largest ?? size.bytes, most ?? Number.POSITIVE_INFINITY) + overheadOf(tunnel, dst),
      df: df === 'inherit' ? size.df : df === 'set',
    },
  });
}

/** The packet that travelled inside, with the mark that the outer one got here, which WireGuard takes off; undefined: nothing did. */
export const decapsulate = ({ carried, mark }: Header): Header | undefined =>
  carried && { ...carried.packet, mark: carried.key === undefined ? mark : 0 };

/** The packet that the sender of it all meant, inside of every tunnel. */
export function innermost(packet: Header): Header {
  let inner = packet;
  while (inner.carried) inner = inner.carried.packet;
  return inner;
}

/** Whether a packet that reached its machine belongs to a tunnel there, and how exactly that is said: undefined, it does not. */
export function tunnelFits(tunnel: Tunnel, { protocol, src, dst, dport, carried }: Header): number | undefined {
  if (!carried || protocol !== protocolOf(tunnel)) return undefined;
  if (tunnel.kind === 'wireguard') return dport === tunnel.port && carried.key !== undefined ? 0 : undefined;
  // the socket of VXLAN and Geneve takes what comes to its port, for every address of the machine
  if (hasFrames(tunnel)) return dport === tunnel.port && carried.vni === tunnel.vni ? 0 : undefined;
  // ip_tunnel.c, ip_tunnel_lookup: both ends named before one, and one before none
  if (tunnel.remote !== undefined && tunnel.remote !== src) return undefined;
  if (tunnel.local !== undefined && tunnel.local !== dst) return undefined;
  return (tunnel.remote === undefined ? 0 : 2) + (tunnel.local === undefined ? 0 : 1);
}

/** `vxlan id 1 local 10.0.0.1 dstport 4789`, as `ip -d link` says it. */
export function showTunnel({ kind, vni, local, remote, dev, port, external }: Tunnel): string {
  const words: string[] = external ? [kind, 'external'] : [kind];
  if (vni !== undefined) words.push(`id ${vni}`);
  if (remote !== undefined) words.push(`remote ${showIp(remote)}`);
  if (local !== undefined) words.push(`local ${showIp(local)}`);
  if (dev !== undefined) words.push(`dev ${dev}`);
  // `ip` says nothing more of WireGuard: `wg show` does
  if (port !== undefined && kind !== 'wireguard') words.push(`dstport ${port}`);
  return words.join(' ');
}

/** `peer n2 allowed ips 10.244.2.0/24`: whose key a packet is sealed for, and by which of its blocks. */
export const showPeer = ({ key, allowed }: Peer): string =>
  `peer ${key} allowed ips ${allowed.map(showCidr).join(', ')}`;

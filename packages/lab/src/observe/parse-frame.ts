import { showIp } from '@netk/engine';

/** What a frame says that belongs to a flow; undefined for frames that are none of its business (ARP, answers of TCP to answers). */
export interface Parsed {
  readonly smac: string;
  readonly dmac: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'icmpv6' | 'ipencap';
  readonly src: string;
  readonly dst: string;
  readonly sport?: number;
  readonly dport?: number;
  readonly ttl: number;
  readonly flags: string;
  /** The packet inside of a tunnel's. */
  readonly inner?: Omit<Parsed, 'key' | 'smac' | 'dmac'> & Partial<Pick<Parsed, 'smac' | 'dmac'>>;
  /** What tells the flow that the packet belongs to, and its direction, whatever was translated on the way. */
  readonly key:
    | { readonly kind: 'seq'; readonly value: number; readonly segment: number }
    | { readonly kind: 'ack'; readonly value: number }
    /** The answering side closes, and the other has said nothing. */
    | { readonly kind: 'end'; readonly value: number }
    | { readonly kind: 'about'; readonly segment: number }
    | { readonly kind: 'ask' | 'answer' | 'about-id'; readonly value: number };
}

const names: Readonly<Record<number, Parsed['protocol']>> = {
  1: 'icmp',
  4: 'ipencap',
  6: 'tcp',
  17: 'udp',
  58: 'icmpv6',
};
const errors: Readonly<Record<string, string>> = {
  '3 4': 'fragmentation-needed',
  '3 0': 'net-unreachable',
  '3 1': 'host-unreachable',
  '3 3': 'port-unreachable',
  '11 0': 'time-exceeded',
};

const errorsOfSix: Readonly<Record<string, string>> = {
  '1 0': 'no-route',
  '1 3': 'address-unreachable',
  '1 4': 'port-unreachable',
  '2 0': 'packet-too-big',
  '3 0': 'time-exceeded',
};

/** Ports at which frames inside of packets arrive. */
type Ports = ReadonlyMap<number, 'vxlan' | 'geneve'>;

/** Reads one Ethernet frame with a packet; what comes to one of the ports carries another frame (VXLAN, Geneve). */
export const parseFrame = (hex: string, ports: Ports = none): Parsed | undefined =>
  parse(Buffer.from(hex, 'hex'), ports);

const none: Ports = new Map();

/** Bytes of options of a Geneve header behind eight of UDP (RFC 8926); VXLAN has none. */
const optionsOf = (body: Buffer, kind: 'vxlan' | 'geneve'): number => (kind === 'geneve' ? (body[8]! & 0x3f) * 4 : 0);

function parse(bytes: Buffer, ports: Ports): Parsed | undefined {
  const mac = (at: number): string =>
    bytes
      .subarray(at, at + 6)
      .toString('hex')
      .replace(/(..)(?!$)/g, '$1:');
  const ip = bytes.subarray(14);
  const packet = parsePacket(ip, ports);
  return packet && { smac: mac(6), dmac: mac(0), ...packet };
}

/** What the header of a packet says, and what is behind it; undefined: it is no packet, or no first fragment. */
function headOf(ip: Buffer) {
  if (ip.length < 28) return undefined;
  if (ip[0]! >> 4 === 6) {
    const protocol = names[ip[6]!];
    const address = (at: number): string => showIp(BigInt(`0x${ip.subarray(at, at + 16).toString('hex')}`));
    if (!protocol || ip.length < 48) return undefined;
    return { head: { protocol, src: address(8), dst: address(24), ttl: ip[7]! }, body: ip.subarray(40) };
  }
  const protocol = names[ip[9]!];
  const address = (at: number): string => [...ip.subarray(at, at + 4)].join('.');
  // what comes behind a first fragment has no ports
  if (!protocol || (ip.readUInt16BE(6) & 0x1fff) !== 0) return undefined;
  const head = { protocol, src: address(12), dst: address(16), ttl: ip[8]! };
  return { head, body: ip.subarray((ip[0]! & 15) * 4) };
}

function parsePacket(ip: Buffer, tunnels: Ports): Omit<Parsed, 'smac' | 'dmac'> | undefined {
  const read = headOf(ip);
  if (!read) return undefined;
  const { head, body } = read;
  const { protocol } = head;
  const ports = { sport: body.readUInt16BE(0), dport: body.readUInt16BE(2) };
  if (protocol === 'ipencap') {
    const carried = parsePacket(body, tunnels);
    if (!carried) return undefined;
    const { key, ...inner } = carried;
    return { ...head, flags: 'ipip', inner, key };
  }
  if (protocol === 'tcp') {
    const flags = body[13]! & 0x17;
    const seq = body.readUInt32BE(4);
    const ack = (body.readUInt32BE(8) - 1) >>> 0;
    if (flags === 0x02)
      return { ...head, ...ports, flags: 'SYN', key: { kind: 'seq', value: seq, segment: segmentOf(body) } };
    if (flags === 0x12) return { ...head, ...ports, flags: 'SYN,ACK', key: { kind: 'ack', value: ack } };
    if (flags === 0x11) return { ...head, ...ports, flags: 'FIN,ACK', key: { kind: 'end', value: ack } };
    if (flags === 0x14) return { ...head, ...ports, flags: 'RST,ACK', key: { kind: 'ack', value: ack } };
    return undefined;
  }
  const tunnel = protocol === 'udp' ? tunnels.get(ports.dport) : undefined;
  if (tunnel) {
    // RFC 7348, RFC 8926: eight bytes of UDP, eight of the tunnel, and the frame
    const carried = body.length < 50 ? undefined : parse(body.subarray(16 + optionsOf(body, tunnel)), tunnels);
    if (!carried) return undefined;
    const { key, ...inner } = carried;
    return { ...head, ...ports, flags: tunnel, inner, key };
  }
  if (protocol === 'udp') {
    const said = /^(answer )?netk (\d+)\0*$/.exec(body.subarray(8, body.readUInt16BE(4)).toString('latin1'));
    if (!said) return undefined;
    const kind = said[1] === undefined ? 'ask' : 'answer';
    return { ...head, ...ports, flags: 'data', key: { kind, value: Number(said[2]) } };
  }
  const [asks, answers, known] = protocol === 'icmpv6' ? [128, 129, errorsOfSix] : [8, 0, errors];
  const echo = { [asks]: ['echo-request', 'ask'], [answers]: ['echo-reply', 'answer'] } as const;
  const kind = echo[body[0]!];
  const numbered = kind && /^netk (\d+)$/.exec(body.subarray(8).toString('latin1').replace(/\0+$/, ''));
  if (kind)
    return numbered ? { ...head, flags: kind[0], key: { kind: kind[1], value: Number(numbered[1]) } } : undefined;
  const error = known[`${body[0]} ${body[1]}`];
  return error === undefined ? undefined : aboutOf(head, error, body.subarray(8), tunnels);
}

/** An ICMP error carries the beginning of the packet that it is about. */
function aboutOf(
  head: Omit<Parsed, 'smac' | 'dmac' | 'flags' | 'key'>,
  flags: string,
  inner: Buffer,
  tunnels: Ports,
): Omit<Parsed, 'smac' | 'dmac'> | undefined {
  const six = inner[0]! >> 4 === 6;
  const body = inner.subarray(six ? 40 : (inner[0]! & 15) * 4);
  const carried = six ? inner[6] : inner[9];
  const tunnel = carried === 17 ? tunnels.get(body.readUInt16BE(2)) : undefined;
  if (tunnel)
    return body.length < 50 ? undefined : aboutOf(head, flags, body.subarray(30 + optionsOf(body, tunnel)), tunnels);
  if (carried === 4) return body.length < 28 ? undefined : aboutOf(head, flags, body, tunnels);
  // Errors about answers are no part of the question.
  if (carried === 6 && (body[13]! & 0x12) !== 0x02) return undefined;
  if (carried === 6) return { ...head, flags, key: { kind: 'about', segment: segmentOf(body) } };
  const asks = carried === 17 || (carried === 1 && body[0] === 8) || (carried === 58 && body[0] === 128);
  const said = asks ? /^netk (\d+)/.exec(body.subarray(8).toString('latin1')) : null;
  return said ? { ...head, flags, key: { kind: 'about-id', value: Number(said[1]) } } : undefined;
}

/** The maximum segment size that a SYN announces (option 2), or 0. */
function segmentOf(tcp: Buffer): number {
  const end = Math.min(tcp.length, (tcp[12]! >> 4) * 4);
  for (let at = 20; at + 3 < end && tcp[at] !== 0; ) {
    if (tcp[at] === 2) return tcp.readUInt16BE(at + 2);
    at += tcp[at] === 1 ? 1 : Math.max(2, tcp[at + 1]!);
  }
  return 0;
}

/** What a frame says that belongs to a flow; undefined for frames that are none of its business (ARP, answers of TCP to answers). */
export interface Parsed {
  readonly smac: string;
  readonly dmac: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'ipencap';
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

const names: Readonly<Record<number, Parsed['protocol']>> = { 1: 'icmp', 4: 'ipencap', 6: 'tcp', 17: 'udp' };
const errors: Readonly<Record<string, string>> = {
  '3 4': 'fragmentation-needed',
  '3 0': 'net-unreachable',
  '3 1': 'host-unreachable',
  '3 3': 'port-unreachable',
  '11 0': 'time-exceeded',
};

/** Ports at which frames inside of packets arrive. */
type Ports = ReadonlyMap<number, 'vxlan' | 'geneve'>;

/** Reads one Ethernet frame with an IPv4 packet; what comes to one of the ports carries another frame (VXLAN, Geneve). */
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

function parsePacket(ip: Buffer, tunnels: Ports): Omit<Parsed, 'smac' | 'dmac'> | undefined {
  const protocol = names[ip[9] ?? 0];
  if (!protocol || ip.length < 28) return undefined;
  const body = ip.subarray((ip[0]! & 15) * 4);
  const address = (at: number): string => [...ip.subarray(at, at + 4)].join('.');
  const head = { protocol, src: address(12), dst: address(16), ttl: ip[8]! };
  // what comes behind a first fragment has no ports
  if ((ip.readUInt16BE(6) & 0x1fff) !== 0) return undefined;
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
  const echo = { 8: ['echo-request', 'ask'], 0: ['echo-reply', 'answer'] } as const;
  const kind = body[0] === 8 || body[0] === 0 ? echo[body[0]] : undefined;
  const numbered = kind && /^netk (\d+)$/.exec(body.subarray(8).toString('latin1').replace(/\0+$/, ''));
  if (kind)
    return numbered ? { ...head, flags: kind[0], key: { kind: kind[1], value: Number(numbered[1]) } } : undefined;
  const error = errors[`${body[0]} ${body[1]}`];
  return error === undefined ? undefined : aboutOf(head, error, body.subarray(8), tunnels);
}

/** An ICMP error carries the beginning of the packet that it is about. */
function aboutOf(
  head: Omit<Parsed, 'smac' | 'dmac' | 'flags' | 'key'>,
  flags: string,
  inner: Buffer,
  tunnels: Ports,
): Omit<Parsed, 'smac' | 'dmac'> | undefined {
  const body = inner.subarray((inner[0]! & 15) * 4);
  const tunnel = inner[9] === 17 ? tunnels.get(body.readUInt16BE(2)) : undefined;
  if (tunnel)
    return body.length < 50 ? undefined : aboutOf(head, flags, body.subarray(30 + optionsOf(body, tunnel)), tunnels);
  if (inner[9] === 4) return body.length < 28 ? undefined : aboutOf(head, flags, body, tunnels);
  // Errors about answers are no part of the question.
  if (inner[9] === 6 && (body[13]! & 0x12) !== 0x02) return undefined;
  if (inner[9] === 6) return { ...head, flags, key: { kind: 'about', segment: segmentOf(body) } };
  const asks = inner[9] === 17 || (inner[9] === 1 && body[0] === 8);
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

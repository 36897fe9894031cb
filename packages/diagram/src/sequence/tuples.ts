import { changesOf, endOf, type Moment, type Packet } from '@netk/engine';
import type { Line, Span } from './chart.ts';

const plain = (text: string): Span => ({ text });
const dim = (text: string): Span => ({ text, look: 'dim' });
const changed = (text: string): Span => ({ text, look: 'changed' });
const mono = (...spans: readonly Span[]): Line => ({ spans, mono: true });

/** The ends of a packet in two lines, what is not as it was in the packet before marked; the packet inside a tunnel below. */
export function tupleLines(packet: Packet, before: Packet | undefined): readonly Line[] {
  const end = (side: 'src' | 'dst', port: 'sport' | 'dport'): Span => {
    const text = endOf(packet, side);
    const differs = before && (before[side] !== packet[side] || before[port] !== packet[port]);
    return differs ? changed(text) : plain(text);
  };
  const { inner } = packet;
  return [
    mono(end('src', 'sport')),
    mono(plain('→ '), end('dst', 'dport')),
    ...(inner ? [mono(dim(`inside: ${endOf(inner, 'src')} → ${endOf(inner, 'dst')}`))] : []),
  ];
}

/** `dest. 10.100.20.30:80 → 192.168.1.71:8080`, for each end that a step rewrote. */
export function rewriteLines(moment: Moment): readonly Line[] {
  const { before, after } = moment;
  const fields = changesOf(moment);
  if (!before || !after) return [];
  const ends = [
    { name: 'source', side: 'src', port: 'sport' },
    { name: 'dest.', side: 'dst', port: 'dport' },
  ] as const;
  return ends
    .filter(({ side, port }) => fields.has(side) || fields.has(port))
    .map(({ name, side }) => mono(dim(`${name} `), plain(`${endOf(before, side)} → `), changed(endOf(after, side))));
}

/** The two ways of an entry of `conntrack -L`; undefined where the answer is the mirror of the question: nothing is translated. */
export function trackedLines(entry: string): readonly Line[] | undefined {
  const ways = [...entry.matchAll(/src=(\S+) dst=(\S+)(?: sport=(\d+) dport=(\d+))?/g)].map((found) => ({
    from: joined(found[1]!, found[3]),
    to: joined(found[2]!, found[4]),
  }));
  const [there, back] = ways;
  if (!there || !back || (there.from === back.to && there.to === back.from)) return undefined;
  return [mono(plain(`${there.from} > ${there.to}`)), mono(plain(`reply ${back.from} > ${back.to}`))];
}

const joined = (address: string, port: string | undefined): string => {
  if (port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
};

/** What stands below an arrow: flags and hops that are left, and the frame. */
export function frameLines(packet: Packet): readonly Line[] {
  const { smac, dmac, flags, ttl, src } = packet;
  const hops = `${src.includes(':') ? 'hop limit' : 'TTL'} ${ttl}`;
  const frame = smac !== undefined && dmac !== undefined ? [mono(dim(`${smac} > ${dmac}`))] : [];
  return [{ spans: [dim(flags === undefined ? hops : `${flags} · ${hops}`)] }, ...frame];
}

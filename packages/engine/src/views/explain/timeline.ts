import type { Branch, Hop, Packet, Step } from '../../trace/trace.ts';
import { type Direction, sectionsOf } from './legs.ts';

export type { Direction };

/** One step of a branch with the packet before and after it: what a debugger shows at one position. */
export interface Moment {
  readonly index: number;
  readonly direction: Direction;
  /** The index of the hop in its direction. */
  readonly hopIndex: number;
  /** The place of its leg among the branch's; absent where the branch has one connection. */
  readonly leg?: number;
  readonly hop: Hop;
  readonly step: Step;
  /** Undefined only before the first step that has a packet. */
  readonly before: Packet | undefined;
  readonly after: Packet | undefined;
}

/** All steps of a branch in order, forward then reply. */
export function timelineOf(branch: Pick<Branch, 'forward' | 'reply' | 'legs'>): readonly Moment[] {
  const moments: Moment[] = [];
  for (const direction of ['forward', 'reply'] as const) {
    let packet: Packet | undefined;
    const sections = sectionsOf(branch, direction);
    branch[direction].forEach((hop, hopIndex) => {
      const section = sections.find(({ from, to }) => from <= hopIndex && hopIndex < to);
      const leg = section && { leg: section.index };
      // What a relay decides before it connects is about the packet that it will send, not about the one that it took.
      if (section?.from === hopIndex) packet = hop.steps.find(({ after }) => after)?.after;
      for (const step of hop.steps) {
        const arrives = step.kind === 'receive' || step.kind === 'originate' || step.kind === 'connect';
        const after = step.after ?? packet;
        const before = arrives ? after : (step.before ?? packet ?? after);
        moments.push({ index: moments.length, direction, hopIndex, ...leg, hop, step, before, after });
        packet = after;
      }
    });
  }
  return moments;
}

export const packetFields = [
  'src',
  'sport',
  'dst',
  'dport',
  'ttl',
  'mark',
  'connmark',
  'ctstate',
  'smac',
  'dmac',
  'flags',
] as const;
export type PacketField = (typeof packetFields)[number];

/** The header fields that a step changed. Leaving a device takes the marks off, which is no rewrite. */
export function changesOf(moment: Moment): ReadonlySet<PacketField> {
  const { before, after } = moment;
  const changed = new Set<PacketField>();
  if (!before || !after) return changed;
  for (const field of packetFields) {
    if (before[field] === after[field]) continue;
    // A stack takes the frame off: that rewrites nothing.
    if ((field === 'smac' || field === 'dmac') && after[field] === undefined) continue;
    if (moment.step.kind === 'send' && (field === 'mark' || field === 'connmark' || field === 'ctstate')) continue;
    changed.add(field);
  }
  return changed;
}

/** Whether the step rewrote an address or a port. */
export function rewrites(moment: Moment): boolean {
  const changed = changesOf(moment);
  return (['src', 'sport', 'dst', 'dport'] as const).some((field) => changed.has(field));
}

/** `192.168.1.50:31080`, `[2001:db8::1]:80`, or the address alone where the protocol has no ports. */
export function endOf(packet: Packet, side: 'src' | 'dst'): string {
  const address = packet[side];
  const port = side === 'src' ? packet.sport : packet.dport;
  if (port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

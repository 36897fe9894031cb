import { endOf, type Moment } from '@netk/engine';

/** One bar of the address strip: one end of the packet over the steps for which it stays the same. */
export interface Segment {
  readonly side: 'src' | 'dst';
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly text: string;
  readonly address: string;
  /** A translation starts it; the first of a direction is not. */
  readonly rewritten: boolean;
}

/** Whether a packet of its own begins here: of the reply, or of another connection. */
export const begins = (moments: readonly Moment[], i: number): boolean => {
  const [before, here] = [moments[i - 1], moments[i]];
  return !before || before.direction !== here?.direction || before.leg !== here.leg;
};

/** The segments of both sides, in the order of the steps. They end where the reply starts, and where a connection ends. */
export function segmentsOf(moments: readonly Moment[]): readonly Segment[] {
  // where no packet is sent the machines follow each other instead
  if (moments.every(({ after }) => after === undefined)) return machinesOf(moments);
  return [...sideOf(moments, 'src'), ...sideOf(moments, 'dst')];
}

function machinesOf(moments: readonly Moment[]): readonly Segment[] {
  const segments: Segment[] = [];
  moments.forEach(({ hop: { device } }, i) => {
    const last = segments.at(-1);
    if (last?.text === device) segments[segments.length - 1] = { ...last, to: i + 1 };
    else segments.push({ side: 'src', from: i, to: i + 1, text: device, address: '', rewritten: false });
  });
  return segments;
}

function sideOf(moments: readonly Moment[], side: 'src' | 'dst'): readonly Segment[] {
  const segments: Segment[] = [];
  moments.forEach((moment, i) => {
    const packet = moment.after;
    const text = packet ? endOf(packet, side) : '';
    const last = segments.at(-1);
    const turns = i > 0 && begins(moments, i);
    if (last && !turns && last.text === text) segments[segments.length - 1] = { ...last, to: i + 1 };
    else segments.push({ side, from: i, to: i + 1, text, address: packet?.[side] ?? '', rewritten: i > 0 && !turns });
  });
  return segments;
}

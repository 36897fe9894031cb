import { elide, monoWidth, sansWidth } from '../metrics.ts';
import { shortener } from '../shorten.ts';
import type { Lane } from './chart.ts';
import type { LaneHead } from './geometry.ts';

/** Which lanes stand beside each other, and where. */
export interface Places {
  readonly lanes: readonly number[];
  readonly left: number;
  readonly right: number;
  /** From lane to lane. */
  readonly gap: number;
  readonly x: (lane: number) => number;
}

const margin = 8;
const widestHead = 140;

/** Lanes spread over the width, with half of a head at each side. */
export function placesOf(lanes: readonly number[], gutter: number, width: number): Places {
  const left = gutter + margin / 2;
  const right = width - margin;
  const count = Math.max(1, lanes.length);
  const pad = Math.min(widestHead / 2 + 2, (right - left) / count / 2);
  const gap = count === 1 ? right - left : (right - left - 2 * pad) / (count - 1);
  const x = (lane: number): number =>
    Math.round(count === 1 ? (left + right) / 2 : left + pad + lanes.indexOf(lane) * gap);
  return { lanes, left, right, gap, x };
}

/** The heads of lanes. Names that are cut stay apart. */
export function headsOf(all: readonly Lane[], { lanes, left, right, gap, x }: Places): readonly LaneHead[] {
  const w = Math.floor(Math.min(widestHead, gap - 6, right - left));
  const shorten = shortener(lanes.map((lane) => all[lane]!.label));
  return lanes.map((lane) => {
    const { label, sub, members } = all[lane]!;
    const of = members.length > 0 ? `${label}: ${members.join(', ')}` : label;
    return {
      ...{ lane, x: x(lane), y: 4, w, h: 38 },
      label: shorten(label, w - 10, (text) => sansWidth(text) * 1.08),
      sub: cut(sub, w - 6),
      title: sub === '' ? of : `${of}, ${sub}`,
    };
  });
}

/** What tells addresses apart is their end. */
function cut(sub: string, width: number): string {
  if (monoWidth(sub) <= width || !/^[\d.]+$|^[\da-f:]+$/.test(sub)) return elide(sub, width, monoWidth);
  return `…${sub.slice(1 - Math.floor(width / monoWidth('x')))}`;
}

import { type Branch, sectionsOf } from '@netk/engine';
import type { Anchor, Geometry } from '../geometry.ts';
import { metrics as m } from '../metrics.ts';
import { anchorOfHop } from './stops.ts';
import { relaysIn } from './ways.ts';

/** The number of a hop at its device. */
export interface Badge {
  readonly x: number;
  readonly y: number;
  readonly direction: 'forward' | 'reply';
  readonly hop: number;
  /** `3`, or `R3` on the way back; `3–5` when one folded box stands for several devices. */
  readonly text: string;
}

const both = ['forward', 'reply'] as const;

/**
 * Numbers stand in fixed slots per device, so that they never cover each other. A relay has two in a direction: the last of
 * one connection and the first of the next, so that of several connections one direction is shown at a time. `leg`: the numbers of
 * that leg alone.
 */
export function badgesOf(
  geometry: Geometry,
  branch: Branch,
  directions: readonly ('forward' | 'reply')[] = both,
  leg?: number,
): readonly Badge[] {
  const badges: (Badge & { last: number })[] = [];
  const slots = new Map<Anchor, number>();
  for (const direction of directions) {
    const sections = sectionsOf(branch, direction);
    const starts = new Set(sections.map(({ from }) => from));
    const only = leg === undefined ? undefined : sections.find(({ index }) => index === leg);
    const opens = relaysIn(branch, direction);
    let before: Anchor | undefined;
    branch[direction].forEach((hop, index) => {
      if (leg !== undefined && !(only && only.from <= index && index < only.to)) return;
      const anchor = anchorOfHop(geometry, hop, opens.has(index));
      const place = anchor?.badge;
      if (!anchor || !place) return;
      const sign = direction === 'reply' ? 'R' : '';
      const last = badges.at(-1);
      if (last && anchor === before && last.direction === direction && last.last === index - 1 && !starts.has(index)) {
        badges[badges.length - 1] = { ...last, last: index, text: `${sign}${last.hop + 1}–${index + 1}` };
      } else {
        const slot = slots.get(anchor) ?? 0;
        slots.set(anchor, slot + 1);
        const at = { x: place.x + slot * m.slot, y: place.y };
        badges.push({ ...at, direction, hop: index, last: index, text: `${sign}${index + 1}` });
      }
      before = anchor;
    });
  }
  return badges.map(({ last: _, ...badge }) => badge);
}

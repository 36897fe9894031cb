import type { Geometry } from '../geometry.ts';
import { legsOf } from './legs.ts';
import { distance } from './path.ts';
import type { Stop } from './stops.ts';
import { type Occupancy, type TrackedLeg, track } from './tracks.ts';

/** A corner or end of a route, with the hop whose piece ends there. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly hop: number;
}

/** A connection that begins or ends at a relay, before or behind another one. */
interface Ends {
  readonly begins?: 'relay';
  readonly ends?: 'relay';
}

export interface Route extends Ends {
  readonly direction: 'forward' | 'reply';
  readonly legs: readonly TrackedLeg[];
  readonly points: readonly Point[];
}

export interface Way extends Ends {
  readonly direction: 'forward' | 'reply';
  /** The place of its connection or question among the legs of the branch; absent where that has one connection. */
  readonly leg?: number;
  readonly stops: readonly Stop[];
}

/** One polyline of horizontal and vertical pieces per way. The boxes never depend on it. */
export function routes(geometry: Geometry, ways: readonly Way[]): readonly Route[] {
  const occupancy: Occupancy = new Map();
  return ways.map(({ stops, ...way }) => {
    const legs = track(legsOf(geometry, stops), occupancy);
    const points = pointsOf(legs);
    return { ...way, legs, points: way.ends ? trimmed(points) : points };
  });
}

/** How far before the box a connection ends that goes on as another. */
const gap = 6;

function trimmed(points: readonly Point[]): readonly Point[] {
  const [before, last] = points.slice(-2);
  if (!before || !last || distance(before, last) <= gap) return points;
  const share = gap / distance(before, last);
  const at = (a: number, b: number): number => b + (a - b) * share;
  return [...points.slice(0, -1), { ...last, x: at(before.x, last.x), y: at(before.y, last.y) }];
}

function pointsOf(legs: readonly TrackedLeg[]): readonly Point[] {
  const first = legs[0];
  if (!first) return [];
  const points: Point[] = [on(first, first.from, first.hop)];
  legs.forEach((leg, index) => {
    const next = legs[index + 1];
    if (!next) {
      points.push(on(leg, leg.to, leg.hop));
    } else if (next.along !== leg.along) {
      const [h, v] = leg.along === 'h' ? [leg, next] : [next, leg];
      points.push({ x: v.at + v.offset, y: h.at + h.offset, hop: leg.hop });
    } else if (next.sense === leg.sense && next.offset === leg.offset && next.at === leg.at) {
      points.push(on(leg, leg.to, leg.hop));
    } else {
      // A turn: a short crosspiece, deeper for outer tracks.
      const deeper = leg.stub ? 0 : leg.track * 5 * leg.sense;
      points.push(on(leg, leg.to + deeper, leg.hop), on(next, leg.to + deeper, next.hop));
    }
  });
  return points;
}

const on = (leg: TrackedLeg, p: number, hop: number): Point =>
  leg.along === 'h' ? { x: p, y: leg.at + leg.offset, hop } : { x: leg.at + leg.offset, y: p, hop };

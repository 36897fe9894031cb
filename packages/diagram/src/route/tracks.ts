import type { Leg } from './legs.ts';

/** A leg on its track: keep right, so that opposite directions never share one. */
export interface TrackedLeg extends Leg {
  /** 1 towards larger coordinates. */
  readonly sense: 1 | -1;
  readonly track: number;
  /** Signed distance from the middle of the channel. */
  readonly offset: number;
}

interface Taken {
  readonly track: number;
  readonly low: number;
  readonly high: number;
}

/** Which tracks are taken, per channel and sense. */
export type Occupancy = Map<string, Taken[]>;

/** Gives each leg the lowest free track on its right hand side, its predecessor's where that one is free. */
export function track(legs: readonly Leg[], occupancy: Occupancy): readonly TrackedLeg[] {
  const out: TrackedLeg[] = [];
  for (const leg of legs) {
    const sense = leg.to < leg.from ? -1 : 1;
    const [low, high] = [Math.min(leg.from, leg.to), Math.max(leg.from, leg.to)];
    const key = `${leg.channel}|${sense}`;
    const taken = occupancy.get(key) ?? [];
    const free = (n: number): boolean => !taken.some((t) => t.track === n && t.low < high - 1 && low < t.high - 1);
    const last = out.at(-1);
    let lane = last && last.channel === leg.channel && last.sense === sense && free(last.track) ? last.track : 0;
    while (!free(lane)) lane++;
    occupancy.set(key, [...taken, { track: lane, low, high }]);
    const distance = distanceOf(lane);
    out.push({ ...leg, sense, track: lane, offset: leg.along === 'h' ? sense * distance : -sense * distance });
  }
  return out;
}

/** Two tracks per side at full spacing, more at three pixels. */
const distanceOf = (lane: number): number => (lane < 2 ? 3 + 5 * lane : 8 + 3 * (lane - 1));

import type { Branch } from '../trace/trace.ts';
import { type Moment, timelineOf } from './timeline.ts';

/** The moment at which a branch ends that does not deliver: its last drop, or the last step of the hop where it died. */
export function deathOf(branch: Pick<Branch, 'forward' | 'reply' | 'died'>): Moment | undefined {
  const moments = timelineOf(branch);
  const { died } = branch;
  const there = died
    ? moments.filter((moment) => moment.direction === died.direction && moment.hopIndex === died.hop)
    : moments;
  return there.findLast((moment) => moment.step.kind === 'drop') ?? (died ? there.at(-1) : undefined);
}

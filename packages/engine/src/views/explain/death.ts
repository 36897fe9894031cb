import type { Branch } from '../../trace/trace.ts';
import { type Moment, timelineOf } from './timeline.ts';

/** The moment at which a branch ends that does not deliver: its last drop, else what sent it elsewhere, else the last step of the hop. */
export function deathOf(branch: Pick<Branch, 'forward' | 'reply' | 'died'>): Moment | undefined {
  const moments = timelineOf(branch);
  const { died } = branch;
  const there = died
    ? moments.filter((moment) => moment.direction === died.direction && moment.hopIndex === died.hop)
    : moments;
  const last = there.findLast((moment) => moment.step.kind === 'drop');
  return last ?? (died ? (there.find((moment) => moment.step.kind === 'nat') ?? there.at(-1)) : undefined);
}

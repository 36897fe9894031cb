import { rewrites } from '@netk/engine';
import { momentOf, type State } from './state.ts';

/** How long a step stays while playing, in milliseconds: twice as long where something is decided. */
export function pauseOf(state: State): number {
  const moment = momentOf(state);
  const slow = moment !== undefined && (moment.step.kind === 'drop' || rewrites(moment));
  return (slow ? 1400 : 700) / state.speed;
}

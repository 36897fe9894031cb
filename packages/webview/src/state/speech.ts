import { rewrites } from '@netk/engine';
import { momentOf, momentsOf, type State } from './state.ts';

/** The cursor in words, for the slider and the live region. */
export function speechOf(state: State): string {
  const moment = momentOf(state);
  if (!moment) return '';
  const { step, hop, after } = moment;
  const place = `step ${moment.index + 1} of ${momentsOf(state).length}, ${moment.direction}, ${hop.device}, ${step.stage}`;
  if (step.kind === 'drop') return `${place}, dropped`;
  if (!rewrites(moment) || !after) return place;
  const end = (address: string, port: number | undefined): string =>
    port === undefined ? address : `${address} port ${port}`;
  return `${place}, packet is now ${end(after.src, after.sport)} to ${end(after.dst, after.dport)}`;
}

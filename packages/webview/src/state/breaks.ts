import type { Moment } from '@netk/engine';
import { momentOf, momentsOf, type State } from './state.ts';

/** Where a walk stops: a device, by its id, or a table or hook, by its stage. */
export interface BreakPlace {
  readonly kind: 'device' | 'stage';
  readonly at: string;
}

export const breakKey = ({ kind, at }: BreakPlace): string => `${kind} ${at}`;

/** The place of a kind at a step. */
export const placeOfStep = ({ hop, step }: Moment, kind: BreakPlace['kind']): BreakPlace => ({
  kind,
  at: kind === 'device' ? hop.id : step.stage,
});

/** Whether the cursor stops at a step: it comes to the device, or to the table. */
export function stopsAt({ breaks }: State, moments: readonly Moment[], index: number): boolean {
  const moment = moments[index];
  if (!moment) return false;
  const enters = moments[index - 1]?.hop !== moment.hop;
  return (
    (enters && breaks.has(breakKey(placeOfStep(moment, 'device')))) ||
    breaks.has(breakKey(placeOfStep(moment, 'stage')))
  );
}

/** Sets a breakpoint, or takes it away: the given one, else one where the cursor stands. */
export function toggleBreak(state: State, kind: BreakPlace['kind'], at?: string): State {
  const moment = momentOf(state);
  const place = at === undefined ? moment && placeOfStep(moment, kind) : { kind, at };
  if (!place) return state;
  const key = breakKey(place);
  const breaks = new Set(state.breaks);
  const isNew = !breaks.delete(key);
  if (isNew) breaks.add(key);
  const named = momentsOf(state).find(({ hop }) => hop.id === place.at)?.hop.device;
  const what = kind === 'device' ? (named ?? place.at) : place.at;
  return { ...state, breaks, notice: isNew ? `stops at ${what}` : `no longer stops at ${what}` };
}

/** The next step at which the cursor stops, else the last; and what is said there. */
export function nextStop(state: State): { readonly step: number; readonly notice: string } {
  const moments = momentsOf(state);
  const found = moments.find(({ index }) => index > state.step && stopsAt(state, moments, index));
  return {
    step: found?.index ?? moments.length - 1,
    notice: found ? `stopped at ${found.hop.device}, ${found.step.stage}` : 'no breakpoint ahead: at the end',
  };
}

import type { Run } from '@netk/diagram';
import { chartIn, placeInChart } from './sequence.ts';
import type { State } from './state.ts';
import { unfoldedIn, walkKey } from './unfolded.ts';

/** The runs of devices in the shown branch that fold into a lane each. */
export const runsIn = (state: State): readonly Run[] => chartIn(state)?.runs ?? [];

/** The run in which the cursor stands. */
function runHere(state: State): Run | undefined {
  const place = placeInChart(state);
  const lane = place && chartIn(state)?.lanes[place.part.rows[place.row]?.lane ?? -1];
  return runsIn(state).find(({ key }) => lane?.runs.includes(key));
}

/** Unfolds a run into a lane for each device, or folds it: the given one, else that of the cursor, which keeps its step. */
export function foldRun(state: State, key?: string): State {
  const run = key === undefined ? runHere(state) : runsIn(state).find((each) => each.key === key);
  if (!run) return { ...state, notice: 'no devices are folded here' };
  const now = new Set(unfoldedIn(state));
  if (!now.delete(run.key)) now.add(run.key);
  const notice = `${run.label} ${run.isOpen ? 'folded into one lane' : 'unfolded'}: ${run.members.join(', ')}`;
  return { ...state, unfolded: new Map(state.unfolded).set(walkKey(state), now), notice };
}

import type { State } from './state.ts';

/** A walk that is not there yet: the cursor goes to its first step. */
export function fresh(state: State, walk: string | undefined): State {
  if (walk === state.walk && state.trace?.id === walk) return { ...state, step: 0, branch: 0, playing: false };
  const gone = { trace: undefined, traceVersion: -1, walking: undefined, cancelled: false };
  return { ...state, ...gone, walk, branch: 0, step: 0, playing: false, notice: '' };
}

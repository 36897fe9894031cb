import { openingStep } from './opening.ts';
import { begun } from './prediction.ts';
import type { State } from './state.ts';

/** A walk that is not there yet: the cursor goes to the step at which it opens. */
export function fresh(state: State, walk: string | undefined): State {
  if (walk === state.walk && state.trace?.id === walk) {
    const predict = state.predict && begun;
    const first = { ...state, predict, branch: 0, asked: undefined, playing: false };
    return { ...first, step: openingStep(first) };
  }
  const gone = {
    parts: new Map<string, never>(),
    trace: undefined,
    traceVersion: -1,
    walking: undefined,
    cancelled: false,
    hop: undefined,
  };
  return {
    ...state,
    ...gone,
    predict: state.predict && begun,
    walk,
    branch: 0,
    step: 0,
    asked: undefined,
    playing: false,
    notice: '',
  };
}

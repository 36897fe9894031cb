export { reduce } from './state/reduce.ts';
export { initialState, type State } from './state/state.ts';

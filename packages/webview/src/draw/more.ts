import { breakKey, placeOfStep } from '../state/breaks.ts';
import { momentOf, type State } from '../state/state.ts';
import { type MenuItem, menu } from './menu.ts';
import type { Hands, Part } from './panel.ts';

const isBreak = (state: State, kind: 'device' | 'stage'): boolean => {
  const moment = momentOf(state);
  return moment !== undefined && state.breaks.has(breakKey(placeOfStep(moment, kind)));
};
const isTraced = (state: State): boolean => momentOf(state) !== undefined;

/** How a walk is read, and what the bar has no room for. */
const items: readonly MenuItem[] = [
  {
    ...{ key: 'more-ask', label: 'Ask: trace from … to …', hint: 'A' },
    press: ({ dispatch }) => dispatch({ kind: 'overlay', show: 'ask' }),
  },
  {
    ...{ key: 'more-scale', label: 'The whole network', hint: 'G', checked: ({ view }) => view === 'scale' },
    ...{ enabled: ({ picture }) => picture !== undefined },
    press: ({ dispatch }) => dispatch({ kind: 'view', show: 'scale' }),
  },
  {
    ...{ key: 'more-compare', label: 'Compare', hint: 'D' },
    ...{ checked: ({ compare }) => compare !== undefined, enabled: isTraced },
    press: ({ dispatch }) => dispatch({ kind: 'compare' }),
  },
  {
    ...{ key: 'more-calm', label: 'Only what mattered', hint: 'W' },
    ...{ checked: ({ calm }) => calm, enabled: isTraced },
    press: ({ dispatch }) => dispatch({ kind: 'calm' }),
  },
  {
    ...{ key: 'more-predict', label: 'Predict the next hop', hint: 'Q' },
    ...{ checked: ({ predict }) => predict !== undefined, enabled: isTraced },
    press: ({ dispatch }) => dispatch({ kind: 'predict' }),
  },
  {
    ...{ key: 'more-break', label: 'Stop at this device', hint: 'B' },
    ...{ checked: (state) => isBreak(state, 'device'), enabled: isTraced },
    press: ({ dispatch }) => dispatch({ kind: 'break', what: 'device' }),
  },
  {
    ...{ key: 'more-break-stage', label: 'Stop at this table', hint: 'Shift+B' },
    ...{ checked: (state) => isBreak(state, 'stage'), enabled: isTraced },
    press: ({ dispatch }) => dispatch({ kind: 'break', what: 'stage' }),
  },
  {
    ...{ key: 'more-continue', label: 'Go on to the next stop', hint: 'C', enabled: isTraced },
    press: ({ dispatch }) => dispatch({ kind: 'continue' }),
  },
  {
    ...{ key: 'more-pin', label: 'Hold the mark in the source', hint: 'S', checked: ({ pinned }) => pinned },
    press: ({ dispatch }) => dispatch({ kind: 'pin' }),
  },
  {
    ...{ key: 'more-keys', label: 'Keyboard', hint: '?' },
    press: ({ dispatch }) => dispatch({ kind: 'overlay', show: 'keys' }),
  },
];

/** The menu at the end of the bar. */
export const more = (hands: Hands): Part => menu('more', { name: 'more', label: 'More' }, items, hands);

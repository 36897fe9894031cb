import type { Moment } from '@netk/engine';
import { againstKey, choicesOf, comparisonIn, type Pair } from '../state/compare.ts';
import type { State } from '../state/state.ts';
import { command } from './command.ts';
import { el, hiddenWords, refill, setAttribute } from './el.ts';
import { iconButton } from './icon.ts';
import type { Hands, Part } from './panel.ts';
import { showRow } from './show-row.ts';

/** What the head of the table covers. */
const headHeight = 30;

/** Two ways side by side, step by step; where they part is marked. */
export function compare(hands: Hands): Part {
  const pick = el('select', { class: 'field', 'aria-label': 'Compare with', 'data-key': 'compare-with' });
  const next = el(
    'button',
    {
      class: 'link',
      'data-key': 'next-difference',
      title: 'Next difference (X)',
      onclick: () => hands.dispatch({ kind: 'difference' }),
    },
    'Next difference',
  );
  const close = iconButton('close', 'Close the comparison (D, Esc)', 'compare-close', () =>
    hands.dispatch({ kind: 'compare' }),
  );
  const head = el(
    'div',
    { class: 'insidehead' },
    el('b', {}, 'Compare with'),
    pick,
    el('span', { class: 'grow' }),
    next,
    close,
  );
  const body = el('div', {
    class: 'diffs',
    tabindex: 0,
    role: 'group',
    'aria-label': 'Steps of both ways',
    'data-key': 'diffs',
  });
  const element = el('section', { class: 'compare', 'aria-label': 'Comparison' }, head, body);
  let choices: ReturnType<typeof choicesOf> = [];
  let made: ReturnType<typeof comparisonIn>;
  pick.addEventListener('change', () => {
    const chosen = choices.find(({ against }) => againstKey(against) === pick.value);
    if (chosen) hands.dispatch({ kind: 'compare', against: chosen.against });
  });
  let offered = '';
  const offer = (state: State): void => {
    choices = choicesOf(state);
    const value = state.compare && againstKey(state.compare);
    // an open list is not drawn anew under the pointer
    const key = JSON.stringify([value, choices.map(({ name }) => name)]);
    if (key === offered) return;
    offered = key;
    const option = ({ against, name }: (typeof choices)[number]): HTMLElement =>
      el('option', { value: againstKey(against), selected: againstKey(against) === value }, name);
    refill(pick, ...choices.map(option));
  };
  return {
    element,
    update(state) {
      if (!state.compare) {
        made = undefined;
        return;
      }
      offer(state);
      const comparison = comparisonIn(state);
      if (!comparison) {
        refill(body, el('p', { class: 'nothing' }, 'Walking the other one …'));
        made = undefined;
        return;
      }
      if (comparison !== made) {
        made = comparison;
        const { pairs, first, left, right } = comparison;
        refill(
          body,
          el(
            'table',
            {},
            el(
              'caption',
              {},
              first === undefined
                ? 'Both go the same way, step by step.'
                : `${pairs.filter(({ same }) => !same).length} of ${pairs.length} steps differ.`,
            ),
            el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, left), el('th', { scope: 'col' }, right))),
            el('tbody', {}, ...pairs.map((pair, at) => rowOf(pair, at, pairs[at - 1], at === first, hands))),
          ),
        );
        const part = body.querySelector('.first');
        if (part) showRow(body, part, headHeight);
      }
      for (const row of body.querySelectorAll<HTMLElement>('tbody tr')) {
        const isHere = Number(row.dataset.step) === state.step;
        if (isHere && row.getAttribute('aria-current') !== 'step') showRow(body, row, headHeight);
        setAttribute(row, 'aria-current', isHere ? 'step' : undefined);
      }
    },
  };
}

function rowOf(pair: Pair, at: number, before: Pair | undefined, isFirst: boolean, hands: Hands): HTMLElement {
  const { left, right, same } = pair;
  const row = el(
    'tr',
    {
      class: `${same ? 'same' : 'differs'}${isFirst ? ' first' : ''}`,
      'data-at': at,
      ...(right && { 'data-step': right.index }),
    },
    cell(left, before?.left, isFirst && 'first difference: '),
    cell(right, before?.right, false),
  );
  if (right) row.addEventListener('click', () => hands.dispatch({ kind: 'step', to: right.index }));
  return row;
}

/** A step; the device stands above the first of its steps. */
function cell(moment: Moment | undefined, before: Moment | undefined, spoken: string | false): HTMLElement {
  if (!moment) return el('td', { class: 'none' }, hiddenWords('no such step'));
  const { hop, hopIndex, direction, step } = moment;
  const begins = before?.hop !== hop;
  return el(
    'td',
    {},
    spoken !== false && hiddenWords(spoken),
    begins && el('div', { class: 'dev' }, `${direction === 'reply' ? 'R' : ''}${hopIndex + 1} ${hop.device}`),
    el('span', { class: 'st' }, step.stage),
    el('code', {}, ...command(step.entry)),
  );
}

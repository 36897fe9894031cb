import { type Branch, type Lookup, lookupsLine, lookupsOf } from '@netk/engine';
import { areOpen } from '../state/lookups.ts';
import { el, hiddenWords } from './el.ts';
import type { Hands } from './panel.ts';

/** The questions about names before the connections: one line, and below it each of them where it is open. `list`: whose rows they are. */
export function lookups(
  branch: Branch,
  open: boolean | undefined,
  hands: Hands,
  list: List = 'hops',
): readonly HTMLElement[] {
  const line = lookupsLine(branch);
  if (!line) return [];
  const isOpen = areOpen(open, line);
  const head = el(
    'div',
    {
      class: 'lh dns',
      role: 'treeitem',
      'aria-level': 1,
      'aria-expanded': isOpen,
      'aria-selected': false,
      title: 'Open or fold the questions (L)',
      onclick: () => hands.dispatch({ kind: 'lookups' }),
    },
    el('span', { class: 'fold', 'aria-hidden': 'true' }, isOpen ? '▾' : '▸'),
    el('span', { class: 'lp' }, 'DNS'),
    el('b', {}, line.text),
    el('span', { class: line.isBad ? 'flow bad' : 'flow' }, line.more),
  );
  if (!isOpen) return [head];
  const titles = ['asks', 'question', 'answer', 'from cache'].map((word) => el('span', {}, word));
  const table = el(
    'div',
    { class: 'lu', role: 'group' },
    el('div', { class: 'lr top', 'aria-hidden': 'true' }, ...titles),
  );
  table.append(...lookupsOf(branch).map((each, number) => row(each, questionId(number, list), number, hands)));
  return [head, table];
}

/** The lists that have such rows. */
type List = 'hops' | 'sequence';

/** The id of the row of a question. */
export const questionId = (number: number, list: List = 'hops'): string => `${list}-asked-${number}`;

const row = (
  { from, to, question, answer, isCached, isBad, depth }: Lookup,
  id: string,
  number: number,
  hands: Hands,
): HTMLElement => {
  const element = el(
    'div',
    {
      ...{ class: `lr${isBad ? ' failed' : ''}`, role: 'treeitem', 'aria-level': 2, 'aria-selected': false },
      ...{ id, onclick: () => hands.dispatch({ kind: 'asked', to: number }) },
    },
    el('span', {}, el('b', {}, from), ' → ', to),
    el('code', {}, hiddenWords('question '), question),
    el('code', {}, hiddenWords('answer '), isBad ? `✕ ${answer}` : answer),
    el('span', {}, hiddenWords('from cache '), isCached ? 'yes' : 'no'),
  );
  // who was asked because of a question stands behind it
  element.style.setProperty('--depth', String(depth));
  return element;
};

import type { Part } from '@netk/diagram';
import { el, hiddenWords } from './el.ts';
import type { Hands } from './panel.ts';

/** The id of the head of a part. */
export const partId = ({ key }: Part): string => `seq-${key}`;

/** Where a connection begins, or the answers in it: it folds what stands below. */
export function partHead(part: Part, open: boolean, hands: Hands): HTMLElement {
  const { key, direction, sign = '', title, what, flow, mirror } = part;
  return el(
    'div',
    {
      ...{ class: `lh ${direction}`, role: 'treeitem', id: partId(part), 'aria-level': 1 },
      ...{ 'aria-expanded': open, 'aria-selected': false, title: 'Open or fold (Z)' },
      onclick: () => hands.dispatch({ kind: 'part', key }),
    },
    hiddenWords(`${direction}, `),
    el('span', { class: 'fold', 'aria-hidden': 'true' }, open ? '▾' : '▸'),
    el('span', { class: direction === 'reply' ? 'lp r' : 'lp' }, sign),
    el('b', {}, title),
    el('span', { class: 'what' }, what),
    el('span', { class: 'flow' }, open || mirror === undefined ? flow : mirror),
  );
}

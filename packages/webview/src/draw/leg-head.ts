import { type Leg, requestLine, type Section } from '@netk/engine';
import { partyText } from '../state/legs.ts';
import { el, hiddenWords } from './el.ts';
import type { Hands } from './panel.ts';

/** Where a connection begins in the list, or the answers in it: its letter, who opened it to whom, and what that sees. */
export function legHead(section: Section, legs: readonly Leg[], hands: Hands): HTMLElement {
  const { leg, letter, direction, from } = section;
  const asks = requestLine(legs, section.index) ?? leg.what;
  const what = direction === 'forward' ? asks : `${leg.flow.from} sees: ${leg.client}`;
  return el(
    'div',
    {
      class: 'lh',
      role: 'treeitem',
      'aria-level': 1,
      'aria-expanded': true,
      'aria-selected': false,
      onclick: () => hands.dispatch({ kind: 'hop', direction, hop: from }),
    },
    hiddenWords(`${names[leg.kind]} `),
    el('span', { class: direction === 'reply' ? 'lp r' : 'lp' }, letter ?? signs[leg.kind]),
    el('b', {}, partyText(section)),
    el('span', { class: 'what' }, leg.kept ? `${direction}, on a kept connection` : direction),
    el('span', { class: 'flow' }, what),
  );
}

/** What a leg without a letter is called, and its sign. */
const names = { connection: 'connection', lookup: 'question', lease: 'message' } as const;
const signs = { connection: '', lookup: '?', lease: 'DHCP' } as const;

/** A lease before the connections: it has no hops in the list. */
export const asked = ({ kind, what, fromCache }: Leg): HTMLElement =>
  el(
    'div',
    { class: 'lh', role: 'treeitem', 'aria-level': 1, 'aria-selected': false },
    el('b', {}, kind),
    el('span', { class: 'flow' }, `${what}${fromCache ? ', from the cache' : ''}`),
  );

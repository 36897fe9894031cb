import { type Option, type Row, shareOf } from '../state/choices.ts';
import { el } from './el.ts';
import type { Hands } from './panel.ts';

/** More options than stand in a row, and more rows than stand below each other: then a list is dropped down. */
const mostOptions = 4;
const mostRows = 3;

/** One radio group per choice: what would be if it had been drawn otherwise. */
export const choices = (rows: readonly Row[], hands: Hands): HTMLElement =>
  el(
    'div',
    { class: 'choices' },
    ...rows.map((row, at) =>
      row.options.length > mostOptions || rows.length > mostRows ? dropDown(row, at, hands) : group(row, at, hands),
    ),
  );

const head = ({ label, each }: Row): HTMLElement =>
  el('span', { class: 'who2', 'aria-hidden': 'true' }, el('b', {}, label), each === undefined ? '' : ` ${each}`);

const spoken = ({ label, each }: Row): string => `${label}${each === undefined ? '' : `, ${each}`}`;

function group(row: Row, at: number, hands: Hands): HTMLElement {
  const { options } = row;
  const element = el(
    'div',
    { class: 'choice', role: 'radiogroup', 'aria-label': spoken(row) },
    head(row),
    ...options.map((option) => button(option, at, hands, row.each === undefined)),
  );
  element.addEventListener('keydown', (event) => {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    const here = options.findIndex(({ current }) => current);
    const next = options[(here + by + options.length) % options.length];
    if (next) hands.dispatch({ kind: 'branch', branch: next.branch });
    event.preventDefault();
    event.stopPropagation();
    document.querySelectorAll<HTMLElement>('.choice')[at]?.querySelector<HTMLElement>('[aria-checked=true]')?.focus();
  });
  return element;
}

function dropDown(row: Row, at: number, hands: Hands): HTMLElement {
  const select = el(
    'select',
    { class: 'field', 'aria-label': spoken(row), 'data-key': `choice-${at}` },
    ...row.options.map((option) =>
      el('option', { value: String(option.branch), selected: option.current }, textOf(option, row.each === undefined)),
    ),
  );
  select.addEventListener('change', () => hands.dispatch({ kind: 'branch', branch: Number(select.value) }));
  // letters and arrows are the list's own
  select.addEventListener('keydown', (event) => event.stopPropagation());
  return el('div', { class: 'choice' }, head(row), select);
}

/** `✓ pod71 · 1/2 · pinned`. */
const textOf = (option: Option, isTold: boolean): string =>
  [`${option.sign} ${option.said}`, ...moreOf(option, isTold)].join(' · ');

const moreOf = ({ some, probability, pinned }: Option, isTold: boolean): readonly string[] => [
  ...(some === undefined ? [] : [some]),
  ...(isTold ? [shareOf(probability)] : []),
  ...(pinned ? ['pinned'] : []),
];

const words = { '✓': 'delivered', '✕': 'not delivered', '△': 'delivered on some ways' } as const;
const tones = { '✓': 'ok', '✕': 'bad', '△': 'warn' } as const;

function button(option: Option, at: number, hands: Hands, isTold: boolean): HTMLElement {
  const { picked, said, branch, sign, current } = option;
  const more = moreOf(option, isTold);
  return el(
    'button',
    {
      role: 'radio',
      'aria-checked': current,
      'aria-label': [said, words[sign], ...more].join(', '),
      tabindex: current ? 0 : -1,
      'data-key': `choice-${at}-${picked}`,
      onclick: () => hands.dispatch({ kind: 'branch', branch }),
    },
    el('span', { class: tones[sign], 'aria-hidden': 'true' }, sign),
    el('span', { class: 'l' }, said),
    more.length > 0 && el('span', { class: 't' }, more.join(' · ')),
  );
}

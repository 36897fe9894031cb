import type { Option, Row } from '../state/choices.ts';
import { el } from './el.ts';
import type { Hands } from './panel.ts';

/** One radio group per choice: what would be if it had been drawn otherwise. */
export const choices = (rows: readonly Row[], hands: Hands): HTMLElement =>
  el('div', { class: 'choices' }, ...rows.map((row, at) => group(row, at, hands)));

function group({ label, options }: Row, at: number, hands: Hands): HTMLElement {
  const element = el(
    'div',
    { class: 'choice', role: 'radiogroup', 'aria-label': label },
    el('span', { class: 'who2', 'aria-hidden': 'true' }, label),
    ...options.map((option) => button(option, at, hands)),
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

const words = { '✓': 'delivered', '✕': 'not delivered', '△': 'delivered on some ways' } as const;
const tones = { '✓': 'ok', '✕': 'bad', '△': 'warn' } as const;

const button = ({ picked, branch, sign, current }: Option, at: number, hands: Hands): HTMLElement =>
  el(
    'button',
    {
      role: 'radio',
      'aria-checked': current,
      'aria-label': `${picked}, ${words[sign]}`,
      tabindex: current ? 0 : -1,
      'data-key': `choice-${at}-${picked}`,
      onclick: () => hands.dispatch({ kind: 'branch', branch }),
    },
    el('span', { class: tones[sign], 'aria-hidden': 'true' }, sign),
    el('span', { class: 'l' }, picked),
  );

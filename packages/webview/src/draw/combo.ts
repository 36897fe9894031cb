import type { EndChoice } from '@netk/protocol';
import { type Fit, fitting } from '../state/fuzzy.ts';
import { el, refill, setAttribute } from './el.ts';
import { showRow } from './show-row.ts';

/** More than these nobody reads: more letters find better. */
const mostShown = 60;

/** A field with a list of what it can be, which may also be something else. */
export interface Combo {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  /** What it can be, the likeliest first. */
  offer(choices: readonly EndChoice[]): void;
}

/** Letters find, ↓ and ↑ go through the list, Enter takes; `taken` hears when a choice is complete. */
export function combo(name: string, label: string, placeholder: string, taken: () => void): Combo {
  const listId = `list-${name}`;
  const input = el('input', {
    ...{ type: 'text', class: 'field', role: 'combobox', placeholder, autocomplete: 'off', spellcheck: 'false' },
    ...{ 'aria-expanded': false, 'aria-controls': listId, 'aria-autocomplete': 'list' },
    ...{ id: `ask-${name}`, 'data-key': `ask-${name}` },
  });
  const list = el('ul', { class: 'offers', id: listId, role: 'listbox', 'aria-label': label, hidden: true });
  const element = el('div', { class: 'combo' }, el('label', { for: `ask-${name}` }, label), input, list);
  let choices: readonly EndChoice[] = [];
  let shown: readonly EndChoice[] = [];
  let here = -1;
  let typing = false;

  const mark = (to: number): void => {
    here = to;
    for (const [i, item] of [...list.children].entries()) setAttribute(item, 'aria-selected', i === here);
    setAttribute(input, 'aria-activedescendant', here < 0 ? undefined : `${listId}-${here}`);
    const item = list.children[here];
    if (item) showRow(list, item);
  };
  const close = (): void => {
    typing = false;
    list.hidden = true;
    setAttribute(input, 'aria-expanded', false);
    mark(-1);
  };
  const open = (typed: string): void => {
    const found = fitting(choices, typed).slice(0, mostShown);
    shown = found.map(({ choice }) => choice);
    refill(list, ...found.map(({ choice, fit }, i) => offer(`${listId}-${i}`, choice, fit, () => take(i))));
    list.hidden = found.length === 0;
    setAttribute(input, 'aria-expanded', found.length > 0);
    mark(-1);
  };
  const take = (at: number): void => {
    const choice = shown[at];
    if (!choice) return;
    input.value = choice.needsPort ? `${choice.text}:` : choice.text;
    close();
    input.focus();
    if (!choice.needsPort) taken();
  };
  input.addEventListener('input', () => {
    typing = true;
    open(input.value);
  });
  // what stands there is one choice of many: all are shown until something is typed
  input.addEventListener('click', () => list.hidden && open(''));
  input.addEventListener('blur', () => setTimeout(() => !element.contains(document.activeElement) && close()));
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      if (list.hidden) open('');
      if (shown.length > 0) mark((Math.max(here, step > 0 ? -1 : 0) + step + shown.length) % shown.length);
    } else if (event.key === 'Enter' && here >= 0) take(here);
    else if (event.key === 'Escape' && !list.hidden) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return {
    element,
    input,
    offer(next) {
      choices = next;
      // who types faster than the names come sees them when they are there
      if (typing && document.activeElement === input) open(input.value);
    },
  };
}

function offer(id: string, { text, kind, detail }: EndChoice, { at }: Fit, take: () => void): HTMLElement {
  const typed = new Set(at);
  const letters = [...text].map((sign, i) => (typed.has(i) ? el('mark', {}, sign) : sign));
  return el(
    'li',
    // the field keeps the focus: the list is read through it
    { id, role: 'option', 'aria-selected': false, onmousedown: (e: MouseEvent) => e.preventDefault(), onclick: take },
    el('b', {}, ...letters),
    el('span', { class: 'kind' }, kind),
    el('span', { class: 'more' }, detail),
  );
}

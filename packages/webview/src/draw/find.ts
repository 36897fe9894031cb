import type { Box } from '@netk/diagram';
import { findBoxes } from '../state/find-boxes.ts';
import { el } from './el.ts';

/** What the search needs of the diagram. */
interface Around {
  readonly boxes: () => readonly Box[];
  /** Whose address it is. */
  readonly owners: () => ReadonlyMap<string, string>;
  readonly go: (box: Box) => void;
  readonly leave: () => void;
}

/** The field that finds a box by name or address: Enter goes to it, Escape closes. */
export function find({ boxes, owners, go, leave }: Around): { readonly element: HTMLElement; open(): void } {
  const input = el('input', {
    type: 'search',
    class: 'field',
    placeholder: 'Name or address',
    'aria-label': 'Find a box by name or address',
    'data-key': 'find',
  });
  const count = el('output', { class: 'count' });
  const element = el('div', { class: 'find', role: 'search', hidden: true }, input, count);
  const found = (): readonly Box[] => findBoxes(boxes(), input.value, owners());
  const show = (): void => {
    const { length } = found();
    count.textContent = input.value.trim() === '' ? '' : length === 1 ? '1 box' : `${length || 'no'} boxes`;
  };
  const close = (): void => {
    element.hidden = true;
  };
  input.addEventListener('input', show);
  element.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key === 'Escape') {
      close();
      leave();
    } else if (event.key === 'Enter') {
      const [first] = found();
      if (!first) return;
      event.preventDefault();
      close();
      go(first);
    }
  });
  return {
    element,
    open() {
      element.hidden = false;
      input.value = '';
      show();
      input.focus();
    },
  };
}

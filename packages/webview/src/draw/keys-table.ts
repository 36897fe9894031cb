import { keyTable } from '../state/key.ts';
import { el } from './el.ts';
import type { Hands, Part } from './panel.ts';

/** The table of keys that `?` shows. */
export function keysTable(hands: Hands): Part {
  const close = (): void => hands.dispatch({ kind: 'overlay', show: undefined });
  const button = el('button', { class: 'btn quiet', 'data-key': 'close', onclick: close }, 'Close');
  const rows = keyTable.map(([key, does]) =>
    el('tr', {}, el('th', { scope: 'row' }, el('kbd', {}, key)), el('td', {}, does)),
  );
  const element = el(
    'div',
    { class: 'keys', role: 'dialog', 'aria-modal': true, 'aria-label': 'Keyboard', hidden: true },
    el('h2', {}, 'Keyboard'),
    el('table', {}, el('tbody', {}, ...rows)),
    button,
  );
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Tab') event.preventDefault();
  });
  let back: Element | null = null;
  return {
    element,
    update(state) {
      const open = state.overlay === 'keys';
      if (open === !element.hidden) return;
      element.hidden = !open;
      if (open) {
        back = document.activeElement;
        button.focus();
      } else if (back instanceof HTMLElement || back instanceof SVGElement) back.focus();
    },
  };
}

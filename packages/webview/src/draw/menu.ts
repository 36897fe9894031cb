import type { State } from '../state/state.ts';
import { el, refill, setAttribute } from './el.ts';
import { type IconName, icon } from './icon.ts';
import type { Hands, Part } from './panel.ts';

/** One line of a menu. */
export interface MenuItem {
  readonly key: string;
  readonly label: string;
  /** The key of the keyboard that does the same. */
  readonly hint?: string;
  /** Shown with a tick, or without; undefined: it is no switch. */
  readonly checked?: (state: State) => boolean;
  readonly enabled?: (state: State) => boolean;
  readonly press: (hands: Hands) => void;
}

/** A button with a menu under it: ↓ and ↑ go through it, Escape closes. `which` is the overlay that it is. */
export function menu(
  which: NonNullable<State['overlay']>,
  { name, label }: { readonly name: IconName; readonly label: string },
  items: readonly MenuItem[],
  hands: Hands,
): Part {
  const close = (): void => hands.dispatch({ kind: 'overlay', show: undefined });
  const button = el(
    'button',
    {
      ...{ class: 'icon', title: label, 'aria-label': label, 'data-key': which },
      ...{ 'aria-haspopup': 'menu', 'aria-expanded': false },
      onclick: () =>
        hands.dispatch({ kind: 'overlay', show: button.getAttribute('aria-expanded') === 'true' ? undefined : which }),
    },
    icon(name),
  );
  const list = el('div', { class: 'menu', role: 'menu', 'aria-label': label, hidden: true });
  const element = el('span', { class: 'menubox' }, button, list);
  const entries = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('button:not([disabled])')];
  list.addEventListener('keydown', (event) => {
    const all = entries();
    const here = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) all[(to + all.length) % all.length]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') {
      close();
      button.focus();
    } else if (event.key !== 'Enter' && event.key !== ' ') return;
    else return event.stopPropagation();
    event.preventDefault();
    event.stopPropagation();
  });
  const entry = (state: State, item: MenuItem): HTMLElement => {
    const checked = item.checked?.(state);
    return el(
      'button',
      {
        ...{ role: checked === undefined ? 'menuitem' : 'menuitemcheckbox', tabindex: -1, 'data-key': item.key },
        ...{ 'aria-checked': checked, disabled: item.enabled?.(state) === false },
        onclick: () => {
          close();
          button.focus();
          item.press(hands);
        },
      },
      el('span', { class: 'tick', 'aria-hidden': 'true' }, checked ? '✓' : ''),
      el('span', { class: 'grow' }, item.label),
      item.hint !== undefined && el('kbd', { 'aria-hidden': 'true' }, item.hint),
    );
  };
  return {
    element,
    update(state) {
      const open = state.overlay === which;
      const opens = open && list.hidden;
      list.hidden = !open;
      setAttribute(button, 'aria-expanded', open);
      if (!opens) return;
      refill(list, ...items.map((item) => entry(state, item)));
      entries()[0]?.focus();
    },
  };
}

import type { WalkEntry } from '@netk/protocol';
import type { State } from '../state/state.ts';
import { el, refill, setAttribute } from './el.ts';
import { icon, iconButton } from './icon.ts';
import type { Hands, Part } from './panel.ts';

const later = 'comes in a later version';

/** The bar: which walk, which view, help. */
export function bar(hands: Hands): Part {
  const name = el('b');
  const title = el('span');
  const pick = el(
    'button',
    {
      class: 'pick',
      'aria-haspopup': 'listbox',
      'aria-expanded': false,
      'data-key': 'pick',
      onclick: () => hands.dispatch({ kind: 'overlay', show: 'walks' }),
    },
    name,
    title,
    icon('chevron'),
  );
  const list = walkList(hands, () => pick.focus());
  const view = (label: string, checked: boolean, more = ''): HTMLElement =>
    el(
      'button',
      {
        role: 'radio',
        'aria-checked': checked,
        class: more,
        ...(checked ? {} : { disabled: true, title: `The ${label.toLowerCase()} view ${later}` }),
      },
      label,
    );
  const views = el(
    'div',
    { class: 'seg', role: 'radiogroup', 'aria-label': 'View' },
    view('Topology', true),
    view('Sequence', false),
    view('Node', false, 'opt'),
  );
  const keys = iconButton('keys', 'Keyboard (?)', 'keys', () => hands.dispatch({ kind: 'overlay', show: 'keys' }));
  const element = el(
    'div',
    { class: 'bar', role: 'toolbar', 'aria-label': 'Walk' },
    pick,
    list.element,
    el('span', { class: 'grow' }),
    views,
    keys,
  );
  let walks: readonly WalkEntry[] | undefined;
  let traced: string | undefined;
  let walk: string | undefined;
  let uri: string | undefined;
  let fresh = true;
  return {
    element,
    update(state) {
      const changed =
        fresh ||
        walks !== state.picture?.walks ||
        walk !== state.walk ||
        uri !== state.uri ||
        traced !== state.trace?.id;
      if (changed) {
        fresh = false;
        [walks, walk, uri, traced] = [state.picture?.walks, state.walk, state.uri, state.trace?.id];
        const entry = walks?.find((each) => each.id === walk);
        const none = uri === undefined ? 'No topology' : 'No walk';
        name.textContent = entry?.name ?? (walk === undefined ? none : (state.trace?.name ?? 'Walk'));
        title.textContent = entry?.title ?? (entry ? '' : (state.trace?.title ?? ''));
        setAttribute(pick, 'disabled', !walks?.length);
      }
      setAttribute(pick, 'aria-expanded', state.overlay === 'walks');
      list.update(state);
    },
  };
}

/** The walks of the file, under the picker while it is open. */
function walkList(hands: Hands, back: () => void): Part {
  const element = el('ul', { class: 'walks', role: 'listbox', 'aria-label': 'Walks of this file', hidden: true });
  const close = (): void => {
    hands.dispatch({ kind: 'overlay', show: undefined });
    back();
  };
  const options = (): HTMLElement[] => [...element.querySelectorAll<HTMLElement>('[role=option]')];
  element.addEventListener('keydown', (event) => {
    const all = options();
    const here = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) all[Math.max(0, Math.min(all.length - 1, to))]?.focus();
    else if (event.key === 'Enter' || event.key === ' ') (document.activeElement as HTMLElement).click();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  let shown: State | undefined;
  return {
    element,
    update(state) {
      const open = state.overlay === 'walks';
      const opens = open && element.hidden;
      element.hidden = !open;
      if (!open || (!opens && shown?.picture === state.picture)) return;
      shown = state;
      const entries = (state.picture?.walks ?? []).map((walk) =>
        el(
          'li',
          {
            role: 'option',
            tabindex: -1,
            'aria-selected': walk.id === state.walk,
            onclick: () => {
              hands.dispatch({ kind: 'choose-walk', walk: walk.id });
              hands.reveal(walk.id, false);
              back();
            },
          },
          el('b', {}, walk.name ?? 'walk'),
          el('span', {}, walk.title ?? ''),
        ),
      );
      refill(element, ...entries);
      (options().find((option) => option.getAttribute('aria-selected') === 'true') ?? options()[0])?.focus();
    },
  };
}

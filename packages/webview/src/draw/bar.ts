import { questionOf, type WalkEntry } from '@netk/protocol';
import type { State } from '../state/state.ts';
import { el, hiddenWords, refill, setAttribute } from './el.ts';
import { icon, iconButton } from './icon.ts';
import { more } from './more.ts';
import type { Hands, Part } from './panel.ts';
import { take } from './take.ts';
import { viewPicker } from './view-picker.ts';

/** The bar: which walk, whether the source follows, help. */
export function bar(hands: Hands): Part {
  const mark = el('span', { class: 'mks' });
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
    mark,
    name,
    title,
    icon('chevron'),
  );
  const back = iconButton('previous', 'Back to the walk (Esc)', 'back', () => hands.dispatch({ kind: 'back' }));
  const ask = iconButton('ask', 'Ask: trace from … to … (A)', 'ask', () =>
    hands.dispatch({ kind: 'overlay', show: ask.getAttribute('aria-expanded') === 'true' ? undefined : 'ask' }),
  );
  const add = el('button', { class: 'btn quiet', 'data-key': 'add-walk', onclick: hands.addWalk }, 'Add to file');
  const list = walkList(hands, () => pick.focus());
  const views = viewPicker(hands);
  const pin = iconButton('pin', 'Hold the mark in the source (S)', 'pin', () => hands.dispatch({ kind: 'pin' }));
  const keys = iconButton('keys', 'Keyboard (?)', 'keys', () => hands.dispatch({ kind: 'overlay', show: 'keys' }));
  const taking = take(hands);
  const rest = more(hands);
  const element = el(
    'div',
    { class: 'bar', role: 'toolbar', 'aria-label': 'Walk' },
    back,
    pick,
    list.element,
    add,
    ask,
    el('span', { class: 'grow' }),
    views.element,
    pin,
    keys,
    taking.element,
    rest.element,
  );
  let walks: readonly WalkEntry[] | undefined;
  let traced: string | undefined;
  let walk: string | undefined;
  let uri: string | undefined;
  let marks: State['marks'] | undefined;
  let fresh = true;
  return {
    element,
    update(state) {
      const changed =
        fresh ||
        walks !== state.picture?.walks ||
        walk !== state.walk ||
        marks !== state.marks ||
        uri !== state.uri ||
        traced !== state.trace?.id;
      if (changed) {
        fresh = false;
        [walks, walk, uri, traced] = [state.picture?.walks, state.walk, state.uri, state.trace?.id];
        marks = state.marks;
        refill(mark, walk !== undefined && markOf(state, walk));
        const entry = walks?.find((each) => each.id === walk);
        const none = uri === undefined ? 'No topology' : 'No walk';
        name.textContent = entry?.name ?? (walk === undefined ? none : (state.trace?.name ?? 'Walk'));
        title.textContent = entry?.title ?? (entry ? '' : (state.trace?.title ?? ''));
        setAttribute(pick, 'disabled', !walks?.length);
      }
      back.hidden = state.back === undefined;
      add.hidden = walk === undefined || questionOf(walk) === undefined;
      setAttribute(ask, 'aria-expanded', state.overlay === 'ask');
      setAttribute(pick, 'aria-expanded', state.overlay === 'walks');
      setAttribute(pin, 'aria-pressed', state.pinned);
      list.update(state);
      views.update(state);
      taking.update(state);
      rest.update(state);
    },
  };
}

/** A walk some of whose packets die is no delivered one. */
const signs = { delivered: '✓', 'not-delivered': '✗', mixed: '✗', undetermined: '?' } as const;
const tones = { delivered: 'ok', 'not-delivered': 'bad', mixed: 'bad', undetermined: 'warn' } as const;

/** The sign of a walk's verdict; nothing while it is not known. */
function markOf({ marks }: State, walk: string): HTMLElement {
  const verdict = marks.get(walk)?.verdict;
  if (!verdict) return el('span', { class: 'mk' });
  return el(
    'span',
    { class: `mk ${tones[verdict]}` },
    el('span', { 'aria-hidden': 'true' }, signs[verdict]),
    hiddenWords(`${verdict.replace('-', ' ')}, `),
  );
}

/** `2 failed`: how many expectations of a walk do not hold. */
function failedOf({ marks }: State, walk: string): HTMLElement | undefined {
  const failed = marks.get(walk)?.failed.length ?? 0;
  const what = failed === 1 ? 'expectation' : 'expectations';
  return failed > 0 ? el('em', { class: 'bad', title: `${failed} ${what} failed` }, `${failed} failed`) : undefined;
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
      if (!open || (!opens && shown?.picture === state.picture && shown?.marks === state.marks)) return;
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
          markOf(state, walk.id),
          el('b', {}, walk.name ?? 'walk'),
          el('span', {}, walk.title ?? ''),
          failedOf(state, walk.id),
        ),
      );
      refill(element, ...entries);
      (options().find((option) => option.getAttribute('aria-selected') === 'true') ?? options()[0])?.focus();
    },
  };
}

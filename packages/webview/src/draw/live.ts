import { speechOf } from '../state/speech.ts';
import type { State } from '../state/state.ts';
import { el } from './el.ts';
import type { Part } from './panel.ts';

const pause = 500;

/** The one polite live region: the cursor in words, at most one message per half second. */
export function live(): Part {
  const element = el('div', { id: 'live', class: 'sr', 'aria-live': 'polite' });
  let due: ReturnType<typeof setTimeout> | undefined;
  let said = '';
  let next = '';
  const say = (): void => {
    due = undefined;
    if (next === said) return;
    said = next;
    element.textContent = said;
    due = setTimeout(say, pause);
  };
  return {
    element,
    update(state: State) {
      next = state.notice === '' ? speechOf(state) : state.notice;
      if (due === undefined) say();
    },
  };
}

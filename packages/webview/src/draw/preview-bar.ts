import { triedOf } from '@netk/protocol';
import { offerOf } from '../state/mends.ts';
import { el, refill } from './el.ts';
import { icon } from './icon.ts';
import type { Hands, Part } from './panel.ts';

/** The line that says that what is shown is not what the file says, and the two ways out of it. */
export function previewBar(hands: Hands): Part {
  const element = el('div', { class: 'banner preview', role: 'status', hidden: true });
  let shown = '';
  return {
    element,
    update(state) {
      const tried = state.walk === undefined ? undefined : triedOf(state.walk);
      element.hidden = tried === undefined;
      const offer = offerOf(state);
      const key = `${state.walk} ${offer !== undefined}`;
      if (!tried || key === shown) return;
      shown = key;
      const words = el('span', { class: 'grow' });
      words.append(el('b', {}, 'Preview. '), `${tried.mends.join('; ')}. Your file is as it was.`);
      refill(
        element,
        icon('deeper'),
        words,
        offer && el('button', { class: 'link', 'data-key': 'apply', onclick: () => hands.applyMend(offer) }, 'Apply'),
        el(
          'button',
          { class: 'link', 'data-key': 'leave', onclick: () => hands.dispatch({ kind: 'back' }) },
          'Back (Esc)',
        ),
      );
    },
  };
}

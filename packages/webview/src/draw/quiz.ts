import { isTold, optionsOf } from '../state/predict.ts';
import { momentOf, type State } from '../state/state.ts';
import { el } from './el.ts';
import type { Hands } from './panel.ts';
import { rove } from './rove.ts';

/** In the place of the answer while the way is told hop by hop: who gets the packet next? */
export function quiz(state: State, hands: Hands): HTMLElement {
  const { predict } = state;
  const score = predict && predict.of > 0 ? `${predict.right} of ${predict.of} right` : '';
  const device = momentOf(state)?.hop.device ?? '';
  const leave = el(
    'button',
    { class: 'btn quiet', 'data-key': 'quiz-end', onclick: () => hands.dispatch({ kind: 'predict' }) },
    'Show all',
  );
  if (!predict?.asks) {
    const more = el(
      'button',
      { class: 'btn', 'data-key': 'quiz-next', onclick: () => hands.dispatch({ kind: 'go', where: 'next' }) },
      'Next step',
    );
    const words = isTold(state) ? 'All is told.' : `What does ${device} do with it, and where does it go?`;
    return card(words, score, ...(isTold(state) ? [] : [more]), leave);
  }
  const say = (id?: string) => (): void => {
    hands.dispatch({ kind: 'guess', ...(id === undefined ? {} : { id }) });
    // the buttons are gone: what comes next has the focus
    document.querySelector<HTMLElement>('[data-key=quiz-next], .hops')?.focus();
  };
  const options = optionsOf(state).map(({ id, name }, at) =>
    el(
      'button',
      { class: 'btn quiet', 'data-key': `guess-${id}`, onclick: say(id) },
      el('kbd', { 'aria-hidden': 'true' }, `${at + 1} `),
      name,
    ),
  );
  const tell = el('button', { class: 'link', 'data-key': 'quiz-tell', onclick: say() }, 'Tell me');
  const group = el('span', { class: 'row', role: 'toolbar', 'aria-label': 'Who gets it next' }, ...options);
  rove(group, options);
  return card(`Where does ${device} send it?`, score, group, tell, leave);
}

const card = (question: string, score: string, ...buttons: readonly HTMLElement[]): HTMLElement =>
  el(
    'div',
    { class: 'quiz', 'data-key': 'quiz' },
    el('h2', {}, question, el('span', { class: 'who2' }, score === '' ? '' : ` ${score}`)),
    el('div', { class: 'row' }, ...buttons),
  );

import { linkText } from '../state/source-link.ts';
import { momentsOf, type State, wanted } from '../state/state.ts';
import { bannerOf, fixesAt } from '../state/stuck.ts';
import { suggestWalk } from '../state/suggest-walk.ts';
import { el, refill } from './el.ts';
import { icon } from './icon.ts';
import type { Hands, Part } from './panel.ts';

/**
 * The line under the bar that says that the picture is not the newest text, that something in it is wrong, or that the
 * server is silent. Its words and its buttons are about one place; what is wrong with other walks stands at those.
 */
export function banner(hands: Hands): Part {
  const element = el('div', { class: 'banner', role: 'status', hidden: true });
  let shown: State | undefined;
  return {
    element,
    update(state) {
      const same = (key: 'trouble' | 'fixes' | 'trace' | 'walk' | 'picture'): boolean => shown?.[key] === state[key];
      if (shown && same('trouble') && same('fixes') && same('trace') && same('walk') && same('picture')) return;
      shown = state;
      const trouble = bannerOf(state);
      element.hidden = trouble === undefined;
      if (!trouble) return refill(element);
      element.className = trouble.kind === 'failed' ? 'banner bad' : 'banner';
      const words = el('span', { class: 'grow' });
      const { range } = trouble;
      if (trouble.kind === 'failed') {
        words.append(
          el('b', {}, 'The language server did not answer.'),
          ' Nothing in your file changed. ',
          trouble.message,
        );
        refill(
          element,
          icon('warning'),
          words,
          el('button', { class: 'link', 'data-key': 'retry', onclick: hands.retry }, 'Retry'),
          el('button', { class: 'link', 'data-key': 'log', onclick: hands.log }, 'Show log'),
        );
        return;
      }
      const good = state.picture && !state.picture.error;
      const title =
        trouble.of === 'walk'
          ? 'This walk has an error.'
          : trouble.kind === 'wrong'
            ? 'The file has an error.'
            : good
              ? 'Last good picture, not your latest text.'
              : 'The picture may be incomplete.';
      words.append(el('b', {}, title), ` ${range ? `${linkText(range)}: ` : ''}${trouble.message}`);
      const there =
        range &&
        el(
          'button',
          { class: 'link', 'data-key': 'there', onclick: () => hands.goTo(range) },
          `Go to line ${range.start.line + 1}`,
        );
      const [fix] = fixesAt(state, range);
      const mend =
        range &&
        fix !== undefined &&
        el('button', { class: 'link', 'data-key': 'mend', onclick: () => hands.fix(range, fix) }, fix);
      refill(element, icon('warning'), words, mend, there);
    },
  };
}

/** What stands in the middle when there is no trace to show. */
export function center(hands: Hands): Part {
  const element = el('section', { class: 'center', 'aria-label': 'Nothing to trace', hidden: true });
  let shown = '';
  return {
    element,
    update(state) {
      const kind = centerOf(state);
      element.hidden = kind === undefined;
      const walk = kind === 'empty' && state.picture ? suggestWalk(state.picture.scene) : undefined;
      const key = `${kind} ${walk}`;
      if (key === shown) return;
      shown = key;
      if (kind === 'none') {
        refill(
          element,
          el('h2', {}, 'Open a .netk file'),
          el('p', {}, 'This panel draws the network beside your source and follows one packet through it, hop by hop.'),
          el(
            'div',
            { class: 'row' },
            el('button', { class: 'btn', 'data-key': 'new', onclick: hands.newFile }, 'New from template'),
            el(
              'button',
              { class: 'btn quiet', 'data-key': 'tour', onclick: hands.walkthrough },
              'Start the walkthrough',
            ),
          ),
        );
      } else if (kind === 'empty') {
        refill(
          element,
          el('h2', {}, 'No walk in this file yet'),
          el('p', {}, 'The picture follows your file. Ask a question to see a packet cross it.'),
          walk !== undefined && el('pre', { tabindex: 0 }, walk),
          el(
            'div',
            { class: 'row' },
            walk !== undefined &&
              el(
                'button',
                { class: 'btn', 'data-key': 'insert', onclick: () => hands.insertWalk(walk) },
                'Insert this walk',
              ),
            el('button', { class: 'btn quiet', 'data-key': 'example', onclick: hands.openExample }, 'Open an example'),
          ),
        );
      }
    },
  };
}

/** Which of the states without a trace the panel is in. */
export function centerOf(state: State): 'none' | 'empty' | undefined {
  if (state.uri === undefined) return 'none';
  if (state.picture && state.walk === undefined) return 'empty';
  return undefined;
}

/** Whether the panel waits for a picture or a trace. */
export function waits(state: State): boolean {
  if (state.uri === undefined || state.trouble?.kind === 'failed' || state.cancelled) return false;
  if (!state.picture) return state.trouble === undefined;
  return wanted(state) !== undefined;
}

/** A quiet sketch of a panel while the first answer is on its way. */
export function skeleton(): HTMLElement {
  const blocks = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => el('i', { class: `sk-${name}` }));
  return el('div', { class: 'skel', 'aria-hidden': 'true' }, ...blocks);
}

export const hasSteps = (state: State): boolean => momentsOf(state).length > 0;

import { speechOf } from '../state/speech.ts';
import { branchOf, momentOf, momentsOf, type State } from '../state/state.ts';
import { el, refill, setAttribute } from './el.ts';
import { icon, iconButton } from './icon.ts';
import type { Hands, Part } from './panel.ts';
import { rove } from './rove.ts';
import { strip } from './strip.ts';

/** Playback, direction and the address strip, which is the slider. */
export function scrubber(hands: Hands): Part {
  const go = (where: 'first' | 'previous' | 'next') => () => hands.dispatch({ kind: 'go', where });
  const play = iconButton('play', 'Play (Space)', 'play', () => hands.dispatch({ kind: 'play' }));
  const speed = el('button', {
    class: 'icon spd',
    'data-key': 'speed',
    onclick: () => hands.dispatch({ kind: 'speed' }),
  });
  const playback = el(
    'span',
    { class: 'row1', role: 'toolbar', 'aria-label': 'Playback' },
    iconButton('first', 'First step (Home)', 'first', go('first')),
    iconButton('previous', 'Previous step (←)', 'previous', go('previous')),
    play,
    iconButton('next', 'Next step (→)', 'next', go('next')),
    speed,
  );
  rove(playback, [...playback.children] as HTMLElement[]);
  const way = (direction: 'forward' | 'reply', label: string): HTMLButtonElement =>
    el(
      'button',
      { role: 'radio', 'data-key': direction, onclick: () => hands.dispatch({ kind: 'direction', direction }) },
      label,
    );
  const ways = [way('forward', 'Forward'), way('reply', 'Reply')] as const;
  const position = el('span', { class: 'pos' });
  const directions = el('span', { class: 'seg sm', role: 'radiogroup', 'aria-label': 'Direction' }, ...ways);
  directions.addEventListener('keydown', (event) => {
    if (!event.key.startsWith('Arrow')) return;
    hands.dispatch({ kind: 'go', where: 'mirror' });
    directions.querySelector<HTMLElement>('[aria-checked=true]')?.focus();
    event.preventDefault();
    event.stopPropagation();
  });
  const bars = strip(hands);
  const asked = el('span', { hidden: true }, 'asks');
  const labels = el(
    'div',
    { class: 'striplab', 'aria-hidden': 'true' },
    el('span', {}, 'src'),
    el('span', {}, 'dst'),
    asked,
  );
  const element = el(
    'div',
    { class: 'scrub' },
    el('div', { class: 'ctl' }, playback, el('span', { class: 'row2' }, directions, position)),
    labels,
    bars.element,
  );
  let shown: State | undefined;
  return {
    element,
    update(state) {
      bars.update(state);
      labels.classList.toggle('set', branchOf(state)?.control === true);
      asked.hidden = !bars.element.classList.contains('asks');
      if (shown?.playing !== state.playing) {
        refill(play, icon(state.playing ? 'pause' : 'play'));
        const label = state.playing ? 'Pause (Space)' : 'Play (Space)';
        setAttribute(play, 'aria-label', label);
        setAttribute(play, 'title', label);
      }
      speed.textContent = `${state.speed === 0.5 ? '½' : state.speed}×`;
      setAttribute(speed, 'aria-label', `Speed ${speed.textContent}`);
      setAttribute(speed, 'title', 'Speed');
      const direction = momentOf(state)?.direction ?? 'forward';
      const reply = (branchOf(state)?.reply.length ?? 0) > 0;
      for (const [i, button] of ways.entries()) {
        const checked = direction === (i === 0 ? 'forward' : 'reply');
        setAttribute(button, 'aria-checked', checked);
        setAttribute(button, 'tabindex', checked ? 0 : -1);
      }
      setAttribute(ways[1], 'disabled', !reply);
      setAttribute(ways[1], 'title', reply ? undefined : 'No reply: the packet died on the way');
      position.textContent = `${state.step + 1} / ${momentsOf(state).length}`;
      setAttribute(bars.element, 'aria-valuetext', speechOf(state));
      shown = state;
    },
  };
}

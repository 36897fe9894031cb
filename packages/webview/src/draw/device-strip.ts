import type { Branch } from '@netk/engine';
import { branchOf, momentOf, type State } from '../state/state.ts';
import { el, hiddenWords, refill, setAttribute } from './el.ts';
import { icon } from './icon.ts';
import type { Hands, Part } from './panel.ts';

/** In a low panel the diagram folds to this: the devices of the way with their numbers, and a button that opens the diagram. */
export function deviceStrip(hands: Hands, frame: HTMLElement): Part {
  const open = el(
    'button',
    {
      class: 'icon',
      title: 'Show the diagram',
      'aria-label': 'Show the diagram',
      'aria-expanded': false,
      'data-key': 'unfold',
    },
    icon('chevron'),
  );
  open.addEventListener('click', () => {
    const unfolded = frame.classList.toggle('unfolded');
    setAttribute(open, 'aria-expanded', unfolded);
  });
  const list = el('div', { class: 'passed', role: 'group', 'aria-label': 'Devices on the way' });
  const element = el('div', { class: 'devices' }, list, open);
  let shown: { branch: Branch | undefined; direction: string; hop: number } | undefined;
  return {
    element,
    update(state: State) {
      const branch = branchOf(state);
      const moment = momentOf(state);
      const direction = moment?.direction ?? 'forward';
      const hop = moment?.hopIndex ?? 0;
      if (shown && shown.branch === branch && shown.direction === direction && shown.hop === hop) return;
      shown = { branch, direction, hop };
      const reply = direction === 'reply';
      const buttons = (branch?.[direction] ?? []).map((each, index) =>
        el(
          'button',
          {
            'data-key': `device-${index}`,
            'aria-current': index === hop ? 'step' : undefined,
            onclick: () => hands.dispatch({ kind: 'hop', direction, hop: index }),
          },
          hiddenWords(`${direction} hop `),
          el('span', { class: reply ? 'n r' : 'n' }, `${reply ? 'R' : ''}${index + 1}`),
          ` ${each.device}`,
        ),
      );
      refill(list, ...buttons);
      list.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    },
  };
}

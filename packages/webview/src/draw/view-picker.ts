import { type State, type View, views } from '../state/state.ts';
import { el, setAttribute } from './el.ts';
import type { Hands, Part } from './panel.ts';

const names: Readonly<Record<View, string>> = {
  topology: 'Topology',
  sequence: 'Sequence',
  node: 'Node',
  scale: 'Scale',
};

/** Where the network is drawn there need be no walk. */
const canShow = ({ trace, picture }: State, view: View): boolean =>
  view === 'topology' || (view === 'scale' ? picture !== undefined : trace !== undefined);

/** Which view of the walk is shown. */
export function viewPicker(hands: Hands): Part {
  const buttons = views.map((view) =>
    el(
      'button',
      { role: 'radio', 'data-key': `view-${view}`, title: `${names[view]} (V)`, onclick: () => choose(view) },
      names[view],
    ),
  );
  const choose = (show: View): void => hands.dispatch({ kind: 'view', show });
  const element = el('div', { class: 'seg views', role: 'radiogroup', 'aria-label': 'View' }, ...buttons);
  element.addEventListener('keydown', (event) => {
    if (!event.key.startsWith('Arrow')) return;
    hands.dispatch({ kind: 'view' });
    element.querySelector<HTMLElement>('[aria-checked=true]')?.focus();
    event.preventDefault();
    event.stopPropagation();
  });
  return {
    element,
    update(state) {
      for (const [i, view] of views.entries()) {
        const checked = state.view === view;
        setAttribute(buttons[i]!, 'aria-checked', checked);
        setAttribute(buttons[i]!, 'tabindex', checked ? 0 : -1);
      }
      for (const [i, view] of views.entries()) setAttribute(buttons[i]!, 'disabled', !canShow(state, view));
    },
  };
}

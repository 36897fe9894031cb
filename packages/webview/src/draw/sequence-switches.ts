import type { Switches } from '@netk/diagram';
import { el, setAttribute } from './el.ts';
import type { Hands, Part } from './panel.ts';
import { rove } from './rove.ts';

const names: readonly (readonly [keyof Switches, string, string])[] = [
  ['nat', 'NAT', 'Translations, and how the connection is tracked'],
  ['frames', 'L2, TTL', 'MAC addresses, flags and TTL below each packet'],
  ['rules', 'Rules', 'Every rule, route and filter that was asked'],
];

/** What the sequence shows besides the packets. */
export function switches(hands: Hands): Part {
  const buttons = names.map(([what, name, title]) =>
    el(
      'button',
      { title, 'data-key': `switch-${what}`, onclick: () => hands.dispatch({ kind: 'switch', what }) },
      name,
    ),
  );
  const group = el('div', { class: 'seg sm', role: 'toolbar', 'aria-label': 'Show' }, ...buttons);
  rove(group, buttons);
  const element = el('div', { class: 'seqbar' }, group);
  return {
    element,
    update({ switches: now }) {
      for (const [i, [what]] of names.entries()) setAttribute(buttons[i]!, 'aria-pressed', now[what]);
    },
  };
}

import { askedWalk, questionOf, recentFirst, senders, targets } from '@netk/protocol';
import type { State } from '../state/state.ts';
import { combo } from './combo.ts';
import { el } from './el.ts';
import type { Hands, Part } from './panel.ts';

/** Protocols that a question can be asked over, the first where nothing is said. */
const protocols = ['tcp', 'udp', 'icmp'] as const;

/** The ask box: from whom, to whom; the answer is a walk that stands in no file. */
export function askBox(hands: Hands): Part {
  const close = (): void => hands.dispatch({ kind: 'overlay', show: undefined });
  const to = combo('to', 'to', 'Service, address, URL', () => trace.focus());
  const from = combo('from', 'from', 'Pod, machine, address', () => to.input.focus());
  const protocol = el(
    'select',
    { class: 'field', 'aria-label': 'Protocol', 'data-key': 'ask-protocol' },
    ...protocols.map((name) => el('option', { value: name }, name)),
  );
  const trace = el('button', { class: 'btn', type: 'submit', 'data-key': 'ask-trace' }, 'Trace');
  const element = el(
    'form',
    { class: 'ask', 'aria-label': 'Trace from somebody to somebody', hidden: true },
    el('div', { class: 'ends' }, from.element, to.element),
    el('div', { class: 'go' }, protocol, trace),
  );
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    const empty = [from, to].find(({ input }) => input.value.trim() === '');
    if (empty) {
      empty.input.focus();
      return hands.dispatch({ kind: 'say', text: `${empty === from ? 'from' : 'to'} whom is missing` });
    }
    const over = protocol.value === 'tcp' ? {} : { protocol: protocol.value };
    const question = { from: from.input.value.trim(), to: to.input.value.trim(), ...over };
    hands.dispatch({ kind: 'choose-walk', walk: askedWalk(question) });
    document.querySelector<HTMLElement>('.pick')?.focus();
  });
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
    document.querySelector<HTMLElement>('[data-key=ask]')?.focus();
  });
  let shown: State | undefined;
  return {
    element,
    update(state) {
      const isOpen = state.overlay === 'ask';
      const opens = isOpen && element.hidden;
      element.hidden = !isOpen;
      if (opens) {
        const asked = state.walk === undefined ? undefined : questionOf(state.walk);
        from.input.value = asked?.from ?? from.input.value;
        to.input.value = asked?.to ?? to.input.value;
        protocol.value = asked?.protocol ?? 'tcp';
        from.input.focus();
        from.input.select();
        hands.askEnds();
      }
      if (isOpen && (opens || shown?.ends !== state.ends)) {
        from.offer(recentFirst(senders(state.ends?.ends ?? []), state.ends?.recent.from ?? []));
        to.offer(recentFirst(targets(state.ends?.ends ?? []), state.ends?.recent.to ?? []));
      }
      shown = state;
    },
  };
}

import type { State } from '../state/state.ts';
import { el, refill } from './el.ts';
import type { Hands, Part } from './panel.ts';
import { waits } from './states.ts';

/** Waiting shows only after a while (milliseconds): most answers are there before. */
const patience = 150;

/** What is awaited, how far it is, and the way out. `show` hears when waiting becomes visible. */
export function waiting(hands: Hands, show: (visible: boolean) => void): Part {
  const element = el('div', { class: 'status', hidden: true });
  const words = el('span', { class: 'grow' });
  const cancel = el('button', { class: 'link', 'data-key': 'cancel', onclick: hands.cancel }, 'Cancel');
  const again = el('button', { class: 'link', 'data-key': 'again', onclick: hands.walkAgain }, 'Walk again');
  refill(element, words, cancel, again);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const reveal = (visible: boolean, busy: boolean): void => {
    element.hidden = !visible;
    show(busy);
  };
  return {
    element,
    update(state) {
      const busy = waits(state);
      words.textContent = busy || state.cancelled ? waitingWords(state) : '';
      cancel.hidden = !busy || !state.picture;
      again.hidden = !state.cancelled;
      if (busy) timer ??= setTimeout(() => reveal(true, true), patience);
      else {
        clearTimeout(timer);
        timer = undefined;
        reveal(state.cancelled, false);
      }
    },
  };
}

/** `Walking W23: 128 branches done, 40 % of all packets.` */
export function waitingWords(state: State): string {
  if (!state.picture) return 'Drawing the network …';
  const entry = state.picture.walks.find((each) => each.id === state.walk);
  const name = entry?.name ?? 'the packet';
  const { walking } = state;
  const far = walking && `${count(walking.branches, 'branch')} done, ${shareOf(walking.share)} of all packets.`;
  if (state.cancelled) return `${entry?.name ?? 'This walk'} was cancelled.${far ? ` ${far}` : ''}`;
  if (far) return `Walking ${name}: ${far}`;
  const nodes = state.picture.scene.vpcs.flatMap((vpc) => vpc.subnets.flatMap((subnet) => subnet.nodes));
  const pods = nodes.flatMap((node) =>
    node.enis.flatMap((eni) => eni.pods.filter(({ of }) => of === undefined)),
  ).length;
  return `Walking ${name} … ${count(nodes.length, 'node')}, ${count(pods, 'pod')}.`;
}

const count = (n: number, noun: string): string =>
  `${n.toLocaleString('en')} ${n === 1 ? noun : noun.endsWith('ch') ? `${noun}es` : `${noun}s`}`;

/** Per cent without false precision: a walk that has begun is never at 0, and one that goes on never at 100. */
const shareOf = (share: number): string =>
  share < 0.01 ? 'less than 1 %' : `${Math.min(99, Math.floor(share * 100))} %`;

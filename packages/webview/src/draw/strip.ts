import { shortAddress } from '@netk/diagram';
import type { Branch } from '@netk/engine';
import { sectionOf } from '../state/legs.ts';
import { namesOf } from '../state/names.ts';
import { branchOf, momentsOf, type State } from '../state/state.ts';
import { begins, segmentsOf } from '../state/strip.ts';
import { el, refill, setAttribute } from './el.ts';
import type { Hands, Part } from './panel.ts';

/** The address strip: two bars over all steps, a new segment where a translation rewrote the end. It is the slider. */
export function strip(hands: Hands): Part {
  const element = el('div', {
    class: 'strip',
    role: 'slider',
    tabindex: 0,
    'aria-label': 'Step of the walk',
    'aria-valuemin': 1,
    'data-key': 'strip',
  });
  const head = el('div', { class: 'head' });
  let count = 0;
  const stepAt = (event: PointerEvent): number => {
    const box = element.getBoundingClientRect();
    return Math.floor(((event.clientX - box.left) / box.width) * count);
  };
  element.addEventListener('pointerdown', (event) => {
    element.setPointerCapture(event.pointerId);
    hands.dispatch({ kind: 'step', to: stepAt(event) });
  });
  element.addEventListener('pointermove', (event) => {
    if (element.hasPointerCapture(event.pointerId)) hands.dispatch({ kind: 'step', to: stepAt(event) });
  });
  let branch: Branch | undefined;
  let bars: readonly (readonly [number, number, HTMLElement])[] = [];
  return {
    element,
    update(state) {
      const next = branchOf(state);
      count = momentsOf(state).length;
      if (next !== branch) {
        branch = next;
        bars = draw(element, head, state);
      }
      for (const [from, to, bar] of bars) bar.classList.toggle('here', state.step >= from && state.step < to);
      head.style.left = `${((state.step + 0.5) / Math.max(1, count)) * 100}%`;
      setAttribute(element, 'aria-valuemax', Math.max(1, count));
      setAttribute(element, 'aria-valuenow', state.step + 1);
    },
  };
}

function draw(
  element: HTMLElement,
  head: HTMLElement,
  state: State,
): readonly (readonly [number, number, HTMLElement])[] {
  const moments = momentsOf(state);
  const names = state.picture ? namesOf(state.picture.scene) : new Map<string, string>();
  const cidr = state.picture?.scene.vpcs[0]?.cidr ?? '';
  const share = (steps: number): number => (steps / Math.max(1, moments.length)) * 100;
  const lanes = { src: el('div', { class: 'lane src' }), dst: el('div', { class: 'lane dst' }) };
  const bars = segmentsOf(moments).map((segment): readonly [number, number, HTMLElement] => {
    const name = names.get(segment.address);
    // An IPv6 address is too long for a bar: the owner stands for it where there is one.
    const long = segment.address.includes(':');
    const text = long && name !== undefined ? '' : shortAddress(segment.text, cidr);
    const bar = el(
      'div',
      { class: `who${segment.rewritten ? ' chg' : ''}`, title: segment.text },
      name !== undefined && el('b', {}, name),
      text,
    );
    place(bar, share(segment.from), share(segment.to - segment.from));
    lanes[segment.side].append(bar);
    return [segment.from, segment.to, bar];
  });
  const branch = branchOf(state);
  const starts = moments.flatMap((_, i) => (begins(moments, i) ? [i] : []));
  const directions = starts.map((from, i) => {
    const { direction } = moments[from]!;
    const letter = branch && sectionOf(branch, moments[from]!)?.letter;
    const bar = el(
      'div',
      { class: direction === 'reply' ? 'dirbar r' : 'dirbar' },
      letter !== undefined && el('b', {}, letter),
      letter === undefined ? direction : ` ${direction}`,
    );
    place(bar, share(from), share((starts[i + 1] ?? moments.length) - from));
    return bar;
  });
  const stops = starts.flatMap((at) =>
    branch?.legs && at > 0 ? [mark('stop before', share(at)), mark('stop', share(at))] : [],
  );
  const ticks = moments.flatMap((moment, i) => {
    if (i === 0 || moments[i - 1]!.hop === moment.hop) return [];
    return [mark('tick', share(i))];
  });
  refill(element, ...directions, lanes.src, lanes.dst, ...ticks, ...stops, head);
  return bars;
}

function mark(style: string, left: number): HTMLElement {
  const element = el('i', { class: style });
  element.style.left = `${left}%`;
  return element;
}

function place(bar: HTMLElement, left: number, width: number): void {
  bar.style.left = `${left}%`;
  bar.style.width = `calc(${width}% - 3px)`;
}

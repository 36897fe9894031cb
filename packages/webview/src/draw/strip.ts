import { shortAddress } from '@netk/diagram';
import type { Branch, Moment } from '@netk/engine';
import { sectionOf } from '../state/legs.ts';
import { namesOf } from '../state/names.ts';
import { requestLane } from '../state/request-lane.ts';
import { branchOf, momentOf, momentsOf, type State } from '../state/state.ts';
import { begins, segmentsOf } from '../state/strip.ts';
import { edgesOf, stepAt } from '../state/widths.ts';
import { el, refill, setAttribute } from './el.ts';
import type { Hands, Part } from './panel.ts';

/**
 * The address strip: two bars over all steps, a new segment where a translation rewrote the end, and a third one with what is
 * asked for. It is the slider.
 */
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
  let edges: readonly number[] = [0];
  const under = (event: PointerEvent): number => {
    const box = element.getBoundingClientRect();
    return stepAt(edges, ((event.clientX - box.left) / box.width) * 100);
  };
  element.addEventListener('pointerdown', (event) => {
    element.setPointerCapture(event.pointerId);
    hands.dispatch({ kind: 'step', to: under(event) });
  });
  element.addEventListener('pointermove', (event) => {
    if (element.hasPointerCapture(event.pointerId)) hands.dispatch({ kind: 'step', to: under(event) });
  });
  let branch: Branch | undefined;
  let direction: Moment['direction'] | undefined;
  let bars: readonly (readonly [number, number, HTMLElement])[] = [];
  return {
    element,
    update(state) {
      const next = branchOf(state);
      const moments = momentsOf(state);
      const now = momentOf(state)?.direction ?? 'forward';
      if (next !== branch || now !== direction) {
        [branch, direction] = [next, now];
        edges = edgesOf(moments, now);
        bars = draw(element, head, state, edges);
      }
      for (const [from, to, bar] of bars) bar.classList.toggle('here', state.step >= from && state.step < to);
      head.style.left = `${((edges[state.step] ?? 0) + (edges[state.step + 1] ?? 100)) / 2}%`;
      setAttribute(element, 'aria-valuemax', Math.max(1, moments.length));
      setAttribute(element, 'aria-valuenow', state.step + 1);
    },
  };
}

function draw(
  element: HTMLElement,
  head: HTMLElement,
  state: State,
  edges: readonly number[],
): readonly (readonly [number, number, HTMLElement])[] {
  const moments = momentsOf(state);
  const names = state.picture ? namesOf(state.picture.scene) : new Map<string, string>();
  const cidr = state.picture?.scene.vpcs[0]?.cidr ?? '';
  const share = (step: number): number => edges[step] ?? 100;
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
    place(bar, share(segment.from), share(segment.to) - share(segment.from));
    lanes[segment.side].append(bar);
    return [segment.from, segment.to, bar];
  });
  const branch = branchOf(state);
  const said = branch ? requestLane(branch, moments) : [];
  const asked = el('div', { class: 'lane asked' });
  const requests = said.map(({ from, to, text, covered, rewritten }): readonly [number, number, HTMLElement] => {
    const title = covered ? `${text} (nobody on the way can read it)` : text;
    const bar = el('div', { class: `who${rewritten ? ' chg' : ''}${covered ? ' tls' : ''}`, title }, text);
    place(bar, share(from), share(to) - share(from));
    asked.append(bar);
    return [from, to, bar];
  });
  element.classList.toggle('asks', said.length > 0);
  element.classList.toggle('set', branch?.control === true);
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
    place(bar, share(from), share(starts[i + 1] ?? moments.length) - share(from));
    return bar;
  });
  const stops = starts.flatMap((at) =>
    branch?.legs && at > 0 ? [mark('stop before', share(at)), mark('stop', share(at))] : [],
  );
  const ticks = moments.flatMap((moment, i) => {
    if (i === 0 || moments[i - 1]!.hop === moment.hop) return [];
    return [mark('tick', share(i))];
  });
  refill(element, ...directions, lanes.src, lanes.dst, said.length > 0 && asked, ...ticks, ...stops, head);
  return [...bars, ...requests];
}

function mark(style: string, left: number): HTMLElement {
  const element = el('i', { class: style });
  element.style.left = `${left}%`;
  return element;
}

/** Narrower than this, in per cent, a bar has no room for a letter. */
const tiny = 3;

function place(bar: HTMLElement, left: number, width: number): void {
  bar.classList.toggle('tiny', width < tiny);
  bar.style.left = `${left}%`;
  bar.style.width = `calc(${width}% - 3px)`;
}

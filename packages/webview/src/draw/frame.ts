import { isStale, type State } from '../state/state.ts';
import { askBox } from './ask.ts';
import { bar } from './bar.ts';
import { compare } from './compare.ts';
import { deviceStrip } from './device-strip.ts';
import { type Diagram, diagram } from './diagram.ts';
import { el } from './el.ts';
import { hops } from './hops.ts';
import { inside } from './inside.ts';
import { keysTable } from './keys-table.ts';
import { live } from './live.ts';
import { outcome } from './outcome.ts';
import { packet } from './packet.ts';
import type { Hands, Part } from './panel.ts';
import { previewBar } from './preview-bar.ts';
import { type ScaleMapPart, scale } from './scale.ts';
import { scrubber } from './scrubber.ts';
import { sequence } from './sequence.ts';
import { splitter } from './splitter.ts';
import { banner, center, centerOf, hasSteps, skeleton } from './states.ts';
import { waiting } from './waiting.ts';

/** The whole panel. */
export interface Frame extends Part {
  readonly diagram: Diagram;
  readonly scale: ScaleMapPart;
  /** F6: the next of diagram, scrubber, hops and packet. */
  jump(by: 1 | -1): void;
}

export function frame(hands: Hands, calm: () => boolean): Frame {
  const main = el('main', { class: 'frame', 'aria-label': 'netk panel' });
  const progress = el('div', { class: 'prog', role: 'progressbar', 'aria-label': 'Walking', hidden: true }, el('i'));
  const parts = {
    bar: bar(hands),
    ask: askBox(hands),
    banner: banner(hands),
    preview: previewBar(hands),
    diagram: diagram(hands, calm),
    outcome: outcome(hands),
    scrubber: scrubber(hands),
    packet: packet(hands),
    hops: hops(hands),
    sequence: sequence(hands),
    inside: inside(hands),
    compare: compare(hands),
    scale: scale(hands, calm),
    center: center(hands),
    keys: keysTable(hands),
    live: live(),
    waiting: waiting(hands, (busy) => {
      main.classList.toggle('loading', busy);
      progress.hidden = !busy;
      main.setAttribute('aria-busy', String(busy));
    }),
  };
  const split = splitter(hands, main);
  const devices = deviceStrip(hands, main);
  const sketch = skeleton();
  const stale = el('div', { class: 'hatch', 'aria-hidden': 'true' });
  parts.diagram.element.append(sketch, stale);
  const bottom = el(
    'section',
    { class: 'bottom', 'aria-label': 'Trace' },
    parts.outcome.element,
    parts.scrubber.element,
    el('div', { class: 'body' }, parts.hops.element, parts.packet.element),
  );
  main.append(
    el('h1', { class: 'sr' }, 'netk: the way of a packet'),
    el(
      'header',
      { class: 'head' },
      parts.bar.element,
      parts.ask.element,
      progress,
      parts.preview.element,
      parts.banner.element,
    ),
    devices.element,
    parts.diagram.element,
    split.element,
    bottom,
    parts.sequence.element,
    parts.inside.element,
    parts.compare.element,
    parts.scale.element,
    parts.waiting.element,
    parts.center.element,
    parts.keys.element,
    parts.live.element,
  );
  const element = el('div', { class: 'panel' }, main);
  new ResizeObserver(() => parts.diagram.resized()).observe(parts.diagram.element);

  return {
    element,
    diagram: parts.diagram,
    scale: parts.scale,
    update(state) {
      // What is in view is decided first: a part measures itself when it draws.
      const kind = centerOf(state);
      main.classList.toggle('none', kind === 'none' || (!state.picture && kind === undefined));
      main.classList.toggle('empty', kind === 'empty');
      main.classList.toggle('untraced', kind === undefined && !state.trace);
      main.classList.toggle('unanswered', state.trace !== undefined && !hasSteps(state));
      main.classList.toggle('stale', isStale(state) && state.picture !== undefined);
      main.classList.toggle('bare', !state.picture);
      // while another walk is awaited the view stays
      const awaited = state.trace === undefined && main.classList.contains('sequenced');
      const beside = state.compare ? 'compare' : state.view;
      const isWalked = kind === undefined && (hasSteps(state) || awaited);
      // the network is there before anybody asks for a walk
      const isMapped = beside === 'scale' && state.picture !== undefined && kind !== 'none';
      const mode = isMapped || (beside !== 'topology' && isWalked) ? beside : 'topology';
      const turns = main.dataset.mode !== mode && main.contains(document.activeElement);
      main.dataset.mode = mode;
      main.classList.toggle('sequenced', mode !== 'topology');
      main.classList.toggle('noded', mode === 'node');
      main.classList.toggle('compared', mode === 'compare');
      main.classList.toggle('mapped', mode === 'scale');
      const scene = state.picture?.scene;
      main.classList.toggle(
        'undrawn',
        scene !== undefined && scene.vpcs.length + scene.internet.length + scene.lans.length === 0,
      );
      main.style.setProperty('--split', state.split === undefined ? '' : `${state.split}%`);
      main.classList.toggle('has-split', state.split !== undefined);
      if (turns) refocus(main, mode);
      for (const part of Object.values(parts)) part.update(state);
      split.update(state);
      devices.update(state);
    },
    jump(by) {
      const strip = parts.scrubber.element.querySelector<HTMLElement>('.strip');
      const lanes = main.querySelector<HTMLElement>(steps[modeOf(main)].place);
      const picture = parts.diagram.element.querySelector<SVGElement>('.diagram');
      const stops = main.classList.contains('sequenced')
        ? [strip, lanes]
        : [picture, strip, parts.hops.element, parts.packet.element];
      const here = stops.findIndex((stop) => stop?.contains(document.activeElement) ?? false);
      stops[here < 0 && by < 0 ? stops.length - 1 : (here + by + stops.length) % stops.length]?.focus();
    },
  };
}

/** A way of showing a walk: a view, or two ways side by side. */
type Mode = State['view'] | 'compare';

/** What has the steps in each of them, and what is in view of it. */
const steps: Readonly<Record<Mode, { readonly place: string; readonly around: string }>> = {
  topology: { place: '.hops', around: '.top, .split, .devices, .body' },
  sequence: { place: '.seq', around: '.sequence' },
  node: { place: '.stages', around: '.inside' },
  compare: { place: '.diffs', around: '.compare' },
  scale: { place: '.plane', around: '.scale' },
};

const modeOf = ({ dataset }: HTMLElement): Mode => (dataset.mode ?? 'topology') as Mode;

/** The focus goes from what a view hides to what it shows instead. */
function refocus(main: HTMLElement, mode: Mode): void {
  const hidden = Object.entries(steps).flatMap(([name, { around }]) => (name === mode ? [] : [around]));
  if (!document.activeElement?.closest(hidden.join(', '))) return;
  main.querySelector<HTMLElement>(steps[mode].place)?.focus();
}

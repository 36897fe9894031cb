import {
  type Chart,
  headShapes,
  type PlacedPart,
  placeSequence,
  type SequenceGeometry,
  sequenceMetrics,
} from '@netk/diagram';
import { areOpen, askedAt } from '../state/lookups.ts';
import { chartIn, isPartOpen, placeInChart } from '../state/sequence.ts';
import { branchOf, type State } from '../state/state.ts';
import { el, refill, setAttribute } from './el.ts';
import { lookups, questionId } from './lookups.ts';
import type { Hands, Part } from './panel.ts';
import { partHead, partId } from './sequence-head.ts';
import { canvas, drawRows, flash, markProgress, rowId } from './sequence-rows.ts';
import { clickedRun, markRuns, runs } from './sequence-runs.ts';
import { switches } from './sequence-switches.ts';

/** The second view: lanes are devices, arrows are packets as they were sent, boxes are what a device did. */
export function sequence(hands: Hands): Part {
  const tree = el('div', { class: 'seq', role: 'tree', tabindex: 0, 'data-key': 'sequence' });
  const inside = el('div', { class: 'seqin' });
  tree.append(inside);
  const shows = switches(hands);
  const folds = runs(hands);
  shows.element.prepend(folds.element);
  const element = el('section', { class: 'sequence', 'aria-label': 'Sequence' }, shows.element, tree);
  inside.addEventListener('click', (event) => {
    const key = clickedRun(event);
    if (key !== undefined) hands.dispatch({ kind: 'run', key });
  });
  let last: State | undefined;
  let made:
    | { readonly chart: Chart; readonly parts: State['parts']; readonly open: boolean; readonly width: number }
    | undefined;
  let selected: Element | undefined;

  /** Draws all that does not depend on the cursor; nothing where it is drawn already. */
  function draw(state: State): void {
    const chart = chartIn(state);
    const branch = branchOf(state);
    // what is awaited replaces what is shown once it is there
    if (!chart || !branch) return;
    const open = chart.lookups !== undefined && areOpen(state.lookups, chart.lookups.line);
    const width = tree.clientWidth;
    const known = made?.chart === chart && made.parts === state.parts && made.open === open && made.width === width;
    if (known || width === 0) return;
    made = { chart, parts: state.parts, open, width };
    selected = undefined;
    const isOpen = (part: Chart['parts'][number]): boolean => isPartOpen(state, part);
    const geometry = placeSequence(chart, { width, isOpen, lookupsOpen: open });
    inside.style.width = `${geometry.width}px`;
    inside.style.setProperty('--gutter', `${geometry.gutter}px`);
    inside.style.setProperty('--lookup', `${geometry.lookups?.row ?? 0}px`);
    inside.classList.toggle('narrow', geometry.narrow);
    setAttribute(tree, 'aria-label', `Sequence, lanes: ${chart.lanes.map(({ label }) => label).join(', ')}`);
    refill(
      inside,
      lanes(geometry, chart),
      ...geometry.brackets.map(bracket),
      ...lookups(branch, state.lookups, hands, 'sequence'),
      ...geometry.parts.flatMap((placed) => partOf(placed, geometry, chart, hands)),
    );
  }

  /** Marks the row of the cursor, and brings it into view. */
  function mark(state: State): void {
    const asked = askedAt(state, branchOf(state));
    const place = placeInChart(state);
    const id =
      asked !== undefined
        ? questionId(asked, 'sequence')
        : place && (isPartOpen(state, place.part) ? rowId(place.part, place.row) : partId(place.part));
    const next = id === undefined ? undefined : (inside.querySelector(`#${CSS.escape(id)}`) ?? undefined);
    if (next !== selected) {
      if (selected) setAttribute(selected, 'aria-selected', false);
      selected = next;
      if (next) setAttribute(next, 'aria-selected', true);
      setAttribute(tree, 'aria-activedescendant', next && id);
      if (next) show(tree, next);
    }
    markProgress(inside, state);
  }

  function redraw(state: State): void {
    if (state.view !== 'sequence') return;
    draw(state);
    mark(state);
  }

  // the width decides where everything stands
  new ResizeObserver(() => last && redraw(last)).observe(tree);
  return {
    element,
    update(state) {
      const { changed } = state;
      const edited = changed !== undefined && changed !== last?.changed;
      last = state;
      shows.update(state);
      folds.update(state);
      redraw(state);
      if (edited) flash(inside, changed);
    },
  };
}

/** The heads of the lanes, which stay above what is scrolled. */
function lanes({ heads, width }: SequenceGeometry, chart: Chart): HTMLElement | false {
  if (heads.length === 0) return false;
  const svg = canvas(width, sequenceMetrics.lanes, headShapes(heads));
  markRuns(svg, chart);
  return el('div', { class: 'lanes', 'aria-hidden': 'true' }, svg);
}

/** The line beside all that happens on a connection. */
function bracket({ x, y, h }: SequenceGeometry['brackets'][number]): HTMLElement {
  const line = el('i', { class: 'brk', 'aria-hidden': 'true' });
  Object.assign(line.style, { left: `${x}px`, top: `${y}px`, height: `${h}px` });
  return line;
}

/** A part: the rule before the answers, its head, and its rows. */
function partOf(placed: PlacedPart, geometry: SequenceGeometry, chart: Chart, hands: Hands): readonly HTMLElement[] {
  const { part, open, turn, head } = placed;
  return [
    ...(turn > 0 ? [el('div', { class: 'turn', 'aria-hidden': 'true' }, el('span', {}, 'reply'))] : []),
    ...(head > 0 ? [partHead(part, open, hands)] : []),
    ...(open ? [el('div', { class: 'partbody' }, drawRows(placed, geometry, chart, hands))] : []),
  ];
}

/** Scrolls the sequence alone, and no more than needed. */
function show(tree: HTMLElement, row: Element): void {
  const [outer, inner] = [tree.getBoundingClientRect(), row.getBoundingClientRect()];
  const covered = tree.querySelector('.lanes')?.clientHeight ?? 0;
  if (inner.top - covered < outer.top) tree.scrollTop += inner.top - outer.top - covered - 16;
  else if (inner.bottom > outer.bottom) tree.scrollTop += inner.bottom - outer.bottom + 24;
}

import { nodeMap } from '@netk/diagram';
import {
  type Inside,
  type InsidePassage,
  type InsideStage,
  type Moment,
  rewrites,
  type StageBlock,
} from '@netk/engine';
import { insideIn, whyEmpty } from '../state/inside.ts';
import { momentOf, momentsOf, type State } from '../state/state.ts';
import { shape } from './boxes.ts';
import { command } from './command.ts';
import { type Child, el, hiddenWords, refill, setAttribute } from './el.ts';
import type { Hands, Part } from './panel.ts';
import { showRow } from './show-row.ts';
import { drawn } from './svg.ts';

/** The place of a step in its hop. */
const placeOf = ({ hop, step }: Moment): number => hop.steps.indexOf(step);

const signs = { matched: '▶', tried: '·', left: '–' } as const;
const spoken = { matched: 'matched: ', tried: 'tried: ', left: 'not reached: ' } as const;

/** The third view: inside of one machine, the hooks of its kernel in their order, and every rule that was asked. */
export function inside(hands: Hands): Part {
  const tree = el('div', {
    ...{ class: 'stages', role: 'tree', tabindex: 0, 'aria-label': 'Stages', 'data-key': 'stages' },
  });
  const map = el('div', { class: 'nodemap', 'aria-hidden': 'true' });
  const head = el('div', { class: 'insidehead' });
  const element = el(
    'section',
    { class: 'inside', 'aria-label': 'Inside' },
    head,
    el('div', { class: 'insidebody' }, map, tree),
  );
  let last: State | undefined;
  let made: { readonly passage: InsidePassage; readonly width: number } | undefined;
  let empty: string | undefined;

  function draw(state: State): void {
    const found = insideIn(state);
    if (!found) {
      const why = whyEmpty(state);
      // what is awaited replaces what is shown once it is there
      if (why === undefined || why === empty) return;
      [made, empty] = [undefined, why];
      refill(head);
      refill(map);
      refill(tree, el('p', { class: 'nothing' }, why));
      return;
    }
    const { clientWidth: width } = map;
    const { passage } = found;
    if (made?.passage === passage && made.width === width) return;
    [made, empty] = [{ passage, width }, undefined];
    refill(head, ...headOf(found.inside, passage, hands));
    refill(map, width > 0 && picture(found.inside, passage, width, state, hands));
    refill(tree, ...passage.stages.map((stage, at) => stageOf(stage, at, passage, state, hands)));
  }

  function mark(state: State): void {
    const moment = momentOf(state);
    const at = moment ? placeOf(moment) : -1;
    let selected: Element | undefined;
    for (const item of tree.querySelectorAll<HTMLElement>('[role=treeitem]')) {
      const isHere = Number(item.dataset.from) <= at && at <= Number(item.dataset.to);
      setAttribute(item, 'aria-selected', isHere);
      if (isHere) selected = item;
    }
    const now = (selected as HTMLElement | undefined)?.dataset.at;
    for (const badge of map.querySelectorAll<SVGElement>('.badge'))
      badge.classList.toggle('cur', badge.dataset.stage === now);
    setAttribute(tree, 'aria-activedescendant', selected?.id);
    if (selected) showRow(tree, selected);
  }

  function redraw(state: State): void {
    if (state.view !== 'node') return;
    draw(state);
    mark(state);
  }
  // the width decides where everything stands
  new ResizeObserver(() => last && redraw(last)).observe(map);
  return {
    element,
    update(state) {
      last = state;
      redraw(state);
    },
  };
}

/** Whose inside it is, which passage, and the tools that print its state. */
function headOf({ name, id, kind, views }: Inside, { direction, hop }: InsidePassage, hands: Hands): readonly Child[] {
  const copies = el(
    'select',
    { class: 'field', 'aria-label': `Copy the state of ${name}`, 'data-key': 'copy-state' },
    el('option', { value: '' }, 'Copy as …'),
    ...views.map((view) => el('option', { value: view.name }, view.command)),
  );
  copies.addEventListener('change', () => {
    if (copies.value !== '') hands.copyState(id, copies.value);
    copies.value = '';
  });
  return [
    el('b', {}, name),
    el('span', { class: 'who2' }, `${kind}, ${direction} hop ${hop + 1}`),
    el('span', { class: 'grow' }),
    copies,
  ];
}

function picture(inside: Inside, passage: InsidePassage, room: number, state: State, hands: Hands): SVGSVGElement {
  const { width, height, shapes } = nodeMap(inside, passage, room);
  const svg = shape('svg', { class: 'map', viewBox: `0 0 ${width} ${height}`, width, height });
  svg.append(...shapes.map(drawn));
  svg.addEventListener('click', (event) => {
    const badge = (event.target as Element).closest<SVGElement>('.badge');
    const stage = badge && passage.stages[Number(badge.dataset.stage)];
    if (stage) goTo(stage, passage, state, hands);
  });
  return svg;
}

/** The cursor goes to the first step of a stage. */
function goTo({ from }: InsideStage, { direction, hop }: InsidePassage, state: State, hands: Hands): void {
  const moment = momentsOf(state).find(
    (each) => each.direction === direction && each.hopIndex === hop && placeOf(each) === from,
  );
  if (moment) hands.dispatch({ kind: 'step', to: moment.index });
}

function stageOf(stage: InsideStage, at: number, passage: InsidePassage, state: State, hands: Hands): HTMLElement {
  const { blocks, said, from, to } = stage;
  const changes = momentsOf(state)
    .filter((each) => each.direction === passage.direction && each.hopIndex === passage.hop)
    .filter((each) => placeOf(each) >= from && placeOf(each) <= to && rewrites(each));
  const item = el(
    'div',
    {
      ...{ class: 'stage', role: 'treeitem', id: `stage-${at}`, 'aria-level': 1, 'aria-selected': false },
      ...{ 'data-from': from, 'data-to': to, 'data-at': at },
      onclick: () => goTo(stage, passage, state, hands),
    },
    el('span', { class: passage.direction === 'reply' ? 'n r' : 'n' }, String(at + 1)),
    el('b', { class: 'what' }, stage.stage),
    el(
      'div',
      { class: 'asked' },
      ...said.map((entry) => el('div', { class: 'row m-matched' }, sign('matched'), el('code', {}, ...command(entry)))),
      ...blocks.flatMap(blockRows),
      ...changes.map(({ after }) =>
        after
          ? el(
              'p',
              { class: 'now' },
              'packet now ',
              el('mark', {}, `${endOf(after.src, after.sport)} → ${endOf(after.dst, after.dport)}`),
            )
          : '',
      ),
    ),
  );
  return item;
}

const endOf = (address: string, port: number | undefined): string =>
  port === undefined ? address : `${address}:${port}`;

const sign = (mark: keyof typeof signs): HTMLElement =>
  el('span', { class: 'sg' }, el('span', { 'aria-hidden': 'true' }, signs[mark]), hiddenWords(spoken[mark]));

const blockRows = ({ title, rows, more }: StageBlock): readonly HTMLElement[] => [
  el('div', { class: 'chain' }, title),
  ...rows.map(({ mark, text, why }) =>
    el(
      'div',
      { class: `row m-${mark}`, title: why === '' ? text : `${text}\n${why}` },
      sign(mark),
      el('code', {}, ...command(text)),
      el('span', { class: 'why' }, why),
    ),
  ),
  ...(more > 0 ? [el('div', { class: 'chain dim' }, `${more} more`)] : []),
];

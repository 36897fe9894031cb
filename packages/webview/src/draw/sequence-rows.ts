import {
  type Chart,
  groundShapes,
  headShapes,
  type Part,
  type PlacedPart,
  type PlacedRow,
  rowShapes,
  type SequenceGeometry,
  type Shape,
} from '@netk/diagram';
import { placeInChart } from '../state/sequence.ts';
import { momentOf, type State } from '../state/state.ts';
import { shape } from './boxes.ts';
import type { Hands } from './panel.ts';
import { markRuns } from './sequence-runs.ts';
import { drawn } from './svg.ts';

/** The id of a row. */
export const rowId = ({ key }: Part, row: number): string => `seq-${key}-${row}`;

/** What the rows have of the page. */
type Room = Pick<SequenceGeometry, 'width' | 'gutter'>;

/** A drawing of a size. */
export function canvas(width: number, height: number, shapes: readonly Shape[]): SVGSVGElement {
  const svg = shape('svg', { width, height, viewBox: `0 0 ${width} ${height}` });
  svg.append(...shapes.map(drawn));
  return svg;
}

/** The lanes and rows of a part. A click on a row brings the cursor to it, on a line of a run to its device. */
export function drawRows(placed: PlacedPart, room: Room, chart: Chart, hands: Hands): SVGSVGElement {
  const { part, body, heads } = placed;
  const svg = canvas(room.width, body, [...headShapes(heads), ...groundShapes(placed)]);
  markRuns(svg, chart);
  const level = part.sign === undefined ? 1 : 2;
  svg.setAttribute('role', 'group');
  svg.setAttribute('aria-label', part.sign === undefined ? part.direction : part.title);
  for (const still of svg.children) still.setAttribute('aria-hidden', 'true');
  svg.append(...placed.rows.map((row, at) => rowOf(row, rowId(part, at), level, { ...room, chart })));
  svg.addEventListener('click', (event) => {
    const target = event.target as Element;
    const row = target.closest<SVGGElement>('g.row');
    if (!row) return;
    const hop = target.closest<SVGElement>('[data-hop]')?.dataset.hop;
    if (hop === undefined) hands.dispatch({ kind: 'step', to: Number(row.dataset.from) });
    else hands.dispatch({ kind: 'hop', direction: part.direction, hop: Number(hop) });
  });
  svg.addEventListener('dblclick', (event) => {
    if ((event.target as Element).closest('g.row')) hands.act({ kind: 'leave' });
  });
  return svg;
}

function rowOf(
  placed: PlacedRow,
  id: string,
  level: number,
  { width, gutter, chart }: Room & { readonly chart: Chart },
): SVGGElement {
  const { row } = placed;
  const isFold = row.kind === 'note' && chart.lanes[row.lane]!.members.length > 0;
  const group = shape('g', { class: `row is-${row.kind} of-${row.direction}`, id, role: 'treeitem' });
  const said = {
    'aria-level': level,
    'aria-selected': false,
    'aria-label': row.words,
    ...(isFold ? { 'aria-expanded': false } : {}),
    'data-from': row.from,
    'data-at': row.hop,
  };
  for (const [name, value] of Object.entries(said)) group.setAttribute(name, String(value));
  const [top, bottom] = extent(placed);
  const band = { class: 'band', x: gutter, y: top, width: width - gutter - 2, height: bottom - top, rx: 3 };
  const seen = rowShapes(placed).filter(({ tag }) => tag !== 'title');
  // a space between texts keeps them apart for readers that join them
  group.append(shape('rect', band), ...seen.flatMap((each) => [drawn(each), ' ']));
  return group;
}

/** From where to where a row reaches. */
function extent(placed: PlacedRow): readonly [number, number] {
  if (placed.kind === 'note') return [placed.y - 4, placed.y + placed.h + 4];
  const ys = placed.lines.map(({ y }) => y);
  return [Math.min(placed.y - 12, ...ys.map((y) => y - 13)), Math.max(placed.y + 12, ...ys.map((y) => y + 6))];
}

/** Fills the numbers up to the cursor, and marks the lane of its row, and its device in the box of a run. */
export function markProgress(inside: HTMLElement, state: State): void {
  const moment = momentOf(state);
  const place = placeInChart(state);
  inside.classList.toggle('reply', moment?.direction === 'reply');
  const lane = String(place?.part.rows[place.row]?.lane);
  for (const head of inside.querySelectorAll<SVGGElement>('.lane-head'))
    head.classList.toggle('now', head.dataset.lane === lane);
  const hop = moment?.hopIndex ?? -1;
  const isPast = ({ classList, dataset }: SVGGElement): boolean => {
    const isReply = classList.contains('of-reply');
    if (isReply !== (moment?.direction === 'reply')) return !isReply;
    return Number(dataset.at) <= hop;
  };
  for (const row of inside.querySelectorAll<SVGGElement>('g.row'))
    row.querySelector('.badge')?.classList.toggle('past', isPast(row));
  for (const line of inside.querySelectorAll<SVGTextElement>('[data-hop]'))
    line.classList.toggle('here', line.closest('[aria-selected=true]') !== null && Number(line.dataset.hop) === hop);
}

/** Shows once where an edit changed the way. */
export function flash(inside: HTMLElement, { direction, hop }: NonNullable<State['changed']>): void {
  inside.querySelector(`.row.of-${direction}[data-at="${hop}"] .badge`)?.classList.add('flash');
}

import type { Chart, Part } from './chart.ts';
import { headsOf, type Places, placesOf } from './columns.ts';
import type { Bracket, PlacedPart, SequenceGeometry } from './geometry.ts';
import { placeRows } from './place-rows.ts';

/** Lengths of the sequence at scale 1, in pixels. */
export const sequenceMetrics = {
  /** The heads of the lanes, with the room around them. */
  lanes: 46,
  partHead: 28,
  turn: 24,
  lookupRow: 24,
  /** In two lines, where one has no room for question and answer. */
  lookupRows: 42,
  /** Less than this, and a part brings only its own lanes. */
  narrow: 620,
  /** Less than this from lane to lane, too. */
  gap: 76,
  widest: 1120,
  gutter: 10,
  nest: 8,
} as const;

const m = sequenceMetrics;

/** What the user opened and folded, and how wide the place is. */
export interface PlaceOptions {
  readonly width: number;
  readonly isOpen: (part: Part) => boolean;
  readonly lookupsOpen?: boolean;
}

/** Whether a part is folded before anybody says so: an answer that mirrors the question, among several connections. */
export const foldsAtFirst = ({ mirror, sign }: Part): boolean => mirror !== undefined && sign !== undefined;

/** Where everything stands. Pure: equal charts and options, equal numbers. */
export function placeSequence(
  chart: Chart,
  { width: room, isOpen, lookupsOpen = false }: PlaceOptions,
): SequenceGeometry {
  const nested = Math.max(0, ...chart.parts.map(({ depth = -1 }) => depth + 1));
  const gutter = m.gutter + nested * m.nest;
  const all = chart.lanes.map((_, lane) => lane);
  const narrow = room < m.narrow || (room - gutter) / Math.max(1, all.length) < m.gap;
  const width = narrow ? room : Math.min(m.widest, room);
  const shared = placesOf(all, gutter, width);
  const heads = narrow ? [] : headsOf(chart.lanes, shared);
  let y = narrow ? 0 : m.lanes;
  const lookups = chart.lookups && { y, h: m.partHead, row: narrow ? m.lookupRows : m.lookupRow };
  if (lookups) y += lookups.h + (lookupsOpen ? lookups.row * chart.lookups!.all.length : 0);
  const parts = chart.parts.map((part, at): PlacedPart => {
    const turn = part.direction === 'reply' && chart.parts[at - 1]?.direction !== 'reply' ? m.turn : 0;
    const head = part.sign === undefined ? 0 : m.partHead;
    const open = head === 0 || isOpen(part);
    const places = narrow ? placesOf(lanesIn(part), gutter, width) : shared;
    const own = narrow && open ? headsOf(chart.lanes, places) : [];
    const top = own.length > 0 ? m.lanes : 6;
    const { rows, bars, bottom } = open ? placeRows(part, places, top) : { rows: [], bars: [], bottom: 0 };
    const placed = { part, open, y, head, turn, body: open ? bottom : 0, heads: own, bars, rows };
    y += turn + head + placed.body;
    return { ...placed, lifelines: open ? lifelinesOf(places) : [] };
  });
  return { width, height: y, gutter, narrow, heads, lookups, parts, brackets: bracketsOf(parts) };
}

const lifelinesOf = ({ lanes, x }: Places): readonly number[] => lanes.map(x);

/** The lanes that a part touches, in the order of all. */
const lanesIn = ({ rows }: Part): readonly number[] =>
  [...new Set(rows.flatMap((row) => (row.kind === 'arrow' ? [row.lane, row.toLane] : [row.lane])))].sort(
    (a, b) => a - b,
  );

/** One bracket for each connection. They nest as the connections do. */
function bracketsOf(parts: readonly PlacedPart[]): readonly Bracket[] {
  const all = parts.filter(({ part }) => part.depth !== undefined);
  return all
    .filter(({ part }) => part.direction === 'forward')
    .map((first) => {
      const { key, sign = '', depth = 0 } = first.part;
      const index = key.slice('forward-'.length);
      const last = all.find(({ part }) => part.key === `reply-${index}`) ?? first;
      const y = first.y + first.turn + first.head / 2;
      const end = last.y + last.turn + last.head + last.body;
      return { sign, x: m.gutter - 4 + depth * m.nest, y, h: end - (last.open ? 4 : last.head / 2) - y };
    });
}

/** The part in which a step stands, and its row: the one that shows it, else the next, else the last. */
export function rowAt(parts: readonly Part[], step: number): { readonly part: Part; readonly row: number } | undefined {
  const part = parts.find(({ from, to }) => from <= step && step <= to);
  if (!part) return undefined;
  const row = part.rows.findIndex(({ to }) => to >= step);
  return { part, row: row < 0 ? part.rows.length - 1 : row };
}

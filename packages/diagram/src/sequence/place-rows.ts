import type { Arrow, Line, Note, Part } from './chart.ts';
import type { Places } from './columns.ts';
import type { PlacedArrow, PlacedLine, PlacedNote, PlacedRow } from './geometry.ts';
import { lineHeight, widthOf, wrapped } from './lines.ts';

const bar = { half: 5, tail: 8 } as const;
const note = { pad: 10, least: 108, most: 380, between: 9 } as const;
const self = 34;

interface PlacedBar {
  readonly x: number;
  readonly y: number;
  readonly h: number;
}

/** The rows of a part from a height downwards, one below the other, and where each device has the packet. */
export function placeRows(
  part: Part,
  places: Places,
  top: number,
): { readonly rows: readonly PlacedRow[]; readonly bars: readonly PlacedBar[]; readonly bottom: number } {
  const rows: PlacedRow[] = [];
  const passages: { lane: number; from: number; to: number }[] = [];
  const touch = (lane: number, from: number, to: number, anew = false): void => {
    const last = anew ? undefined : passages.findLast((each) => each.lane === lane);
    if (last) last.to = Math.max(last.to, to);
    else passages.push({ lane, from, to });
  };
  let y = top;
  for (const row of part.rows) {
    if (row.kind === 'note') {
      const placed = placeNote(row, places, y);
      rows.push(placed);
      touch(row.lane, y - 6, y + placed.h + 4);
      y += placed.h + note.between;
      continue;
    }
    const placed = placeArrow(row, places, y);
    rows.push(placed);
    touch(row.lane, placed.y - bar.tail, placed.y + bar.tail);
    touch(row.toLane, placed.y - bar.tail, placed.y + bar.tail, row.toLane !== row.lane);
    y = Math.max(placed.y + 5, ...placed.lines.map((line) => line.y)) + 10;
  }
  const bars = passages.map(({ lane, from, to }) => ({
    x: places.x(lane),
    y: Math.max(2, from),
    h: to - Math.max(2, from),
  }));
  return { rows, bars, bottom: y + 4 };
}

function placeArrow(row: Arrow, places: Places, top: number): PlacedArrow {
  const room = places.right - places.left;
  const fitted = (lines: readonly Line[]): readonly Line[] => lines.flatMap((line) => wrapped(line, room));
  const [above, below] = [fitted(row.above), fitted(row.below)];
  const y = top + above.length * lineHeight + 16;
  const [a, b] = [places.x(row.lane), places.x(row.toLane)];
  const way = a === b ? (a + self + 60 > places.right ? -1 : 1) : Math.sign(b - a);
  const [x1, x2] = [a + way * (bar.half + 1), a === b ? a + way * (bar.half + 1) : b - way * (bar.half + 1)];
  const middle = a === b ? a + way * (self / 2) : (x1 + x2) / 2 + way * 4;
  const lines = [
    ...above.map((line, i) => at(line, middle, y - 13 - (above.length - 1 - i) * lineHeight, places)),
    ...below.map((line, i) => at(line, middle, y + 18 + i * 13, places)),
  ];
  return { kind: 'arrow', row, x1, x2, y, badge: { x: a === b ? a + way * self : x1 + way * 12, y }, lines };
}

/** A line around a place, moved so that it stays inside. */
function at(line: Line, x: number, y: number, { left, right }: Places): PlacedLine {
  const half = widthOf(line) / 2;
  return { ...line, x: round(Math.max(left + half, Math.min(right - half, x))), y };
}

function placeNote(row: Note, places: Places, y: number): PlacedNote {
  const room = Math.min(note.most, places.right - places.left - (row.number === undefined ? 0 : 12));
  const lines = row.lines.flatMap((line) => wrapped(line, room - 2 * note.pad));
  const wide = Math.max(note.least, ...lines.map((line) => widthOf(line) + 2 * note.pad));
  const w = Math.min(room, Math.ceil(wide / 2) * 2 + (row.number === undefined ? 0 : 16));
  const h = lines.length * lineHeight + 9;
  const badged = row.number === undefined ? 0 : 12;
  const middle = Math.max(places.left + badged + w / 2, Math.min(places.right - w / 2, places.x(row.lane)));
  const x = round(middle - w / 2);
  const placed = lines.map((line, i): PlacedLine => ({ ...line, x: round(x + w / 2), y: y + 16 + i * lineHeight }));
  return {
    ...{ kind: 'note', row, x, y, w, h, lines: placed },
    ...(row.number === undefined ? {} : { badge: { x, y: y + h / 2 } }),
  };
}

const round = (value: number): number => Math.round(value * 2) / 2;

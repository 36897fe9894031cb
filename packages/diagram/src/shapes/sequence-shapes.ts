import type { LaneHead, PlacedArrow, PlacedLine, PlacedNote, PlacedPart, PlacedRow } from '../sequence/geometry.ts';
import { badgeShape } from './route-shapes.ts';
import { type Shape, shapeOf } from './shape.ts';

/** The heads of lanes. */
export const headShapes = (heads: readonly LaneHead[]): readonly Shape[] =>
  heads.map(({ lane, x, y, w, h, label, sub, title }) =>
    shapeOf(
      'g',
      { class: 'lane-head', 'data-lane': lane },
      shapeOf('title', {}, title),
      shapeOf('rect', { x: x - w / 2, y, width: w, height: h, rx: 5 }),
      shapeOf('text', { x, y: y + 16, class: 'name' }, label),
      ' ',
      shapeOf('text', { x, y: y + 31, class: 'sub' }, sub),
    ),
  );

/** The lanes of a part, and where devices have the packet. */
export function groundShapes({ lifelines, bars, body, heads }: PlacedPart): readonly Shape[] {
  const top = heads[0] ? heads[0].y + heads[0].h : 0;
  return [
    ...lifelines.map((x) => shapeOf('path', { class: 'life', d: `M${x},${top}V${body}` })),
    ...bars.map(({ x, y, h }) => shapeOf('rect', { class: 'has', x: x - 5, y, width: 10, height: h, rx: 2 })),
  ];
}

/** One row, without what the cursor makes of it. */
export const rowShapes = (placed: PlacedRow): readonly Shape[] =>
  placed.kind === 'arrow' ? arrowShapes(placed) : noteShapes(placed);

function arrowShapes({ row, x1, x2, y, badge, lines }: PlacedArrow): readonly Shape[] {
  const { direction, ends, number } = row;
  const title = shapeOf('title', {}, row.words);
  if (x1 === x2) {
    const d = `M${x1},${y - 9}H${badge.x}V${y}H${x1}`;
    const turned = badge.x > x1 ? 180 : 0;
    return [
      title,
      shapeOf('path', { class: `msg ${direction}`, d }),
      headAt(x1, y, turned, direction),
      ...lines.map(textShape),
      badgeShape({ ...badge, text: number, direction }, { past: true }),
    ];
  }
  const way = Math.sign(x2 - x1);
  return [
    title,
    shapeOf('path', { class: `msg ${direction}`, d: `M${x1},${y}H${x2 - way * (ends ? 1 : 7)}` }),
    ends
      ? shapeOf('path', { class: `term ${direction}`, d: `M${x2},${y - 8}v16` })
      : headAt(x2, y, way > 0 ? 0 : 180, direction),
    ...lines.map(textShape),
    badgeShape({ ...badge, text: number, direction }, { past: true }),
  ];
}

const headAt = (x: number, y: number, turned: number, direction: string): Shape =>
  shapeOf('path', {
    class: `tip ${direction}`,
    transform: `translate(${x},${y}) rotate(${turned})`,
    d: 'M0,0l-10,-5v10z',
  });

function noteShapes({ row, x, y, w, h, lines, badge }: PlacedNote): readonly Shape[] {
  return [
    shapeOf('title', {}, row.words),
    shapeOf('rect', { class: `note ${row.look}`, x, y, width: w, height: h, rx: 4 }),
    ...lines.map(textShape),
    ...(badge && row.number !== undefined
      ? [badgeShape({ ...badge, text: row.number, direction: row.direction }, { past: true })]
      : []),
  ];
}

/** A line of text; the spaces between its pieces stand in the pieces. */
function textShape(line: PlacedLine): Shape {
  const { x, y, spans, mono, hop } = line;
  return shapeOf(
    'text',
    { x, y, class: mono ? 'say mono' : 'say', 'data-hop': hop },
    ...spans.map(({ text, look }) => shapeOf('tspan', { class: look }, text)),
  );
}

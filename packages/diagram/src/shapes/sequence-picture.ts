import { elide, monoWidth, sansWidth } from '../metrics.ts';
import type { SequenceGeometry } from '../sequence/geometry.ts';
import { groundShapes, headShapes, rowShapes } from './sequence-shapes.ts';
import { type Shape, shapeOf } from './shape.ts';

/** A drawing of its own: its size and its shapes. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
  /** What the shapes show, a sentence for each. */
  readonly words: readonly string[];
}

const at = (y: number, ...shapes: readonly Shape[]): Shape =>
  shapeOf('g', { transform: `translate(0,${y})` }, ...shapes);

/** The whole sequence as one picture, with the heads that the panel makes of buttons. */
export function sequencePicture(
  geometry: SequenceGeometry,
  lookups?: { readonly text: string; readonly more: string },
): Drawing {
  const { width, height, gutter, heads, parts, brackets, lookups: line } = geometry;
  const shapes = [
    ...headShapes(heads),
    ...brackets.map(({ x, y, h }) => shapeOf('path', { class: 'bracket', d: `M${x + 6},${y}H${x}V${y + h}H${x + 6}` })),
    ...(line && lookups
      ? [at(line.y, ...bar({ gutter, width, sign: 'DNS', title: lookups.text, flow: lookups.more }))]
      : []),
    ...parts.flatMap((placed) => {
      const { part, y, turn, head, open } = placed;
      const { sign = '', title, what, direction, mirror, flow } = part;
      const top = y + turn;
      return [
        ...(turn > 0 ? [at(y, ...turnOf(gutter, width))] : []),
        ...(head > 0
          ? [at(top, ...bar({ gutter, width, sign, title, what, direction, flow: open ? flow : (mirror ?? flow) }))]
          : []),
        ...(open
          ? [
              at(
                top + head,
                ...headShapes(placed.heads),
                ...groundShapes(placed),
                ...placed.rows.map((row) => shapeOf('g', { class: 'row' }, ...rowShapes(row))),
              ),
            ]
          : []),
      ];
    }),
  ];
  const words = parts.flatMap(({ rows }) => rows.map(({ row }) => row.words));
  return { width, height, shapes, words };
}

const turnOf = (gutter: number, width: number): readonly Shape[] => [
  shapeOf('path', { class: 'rule-line', d: `M${gutter},0.5H${width}` }),
  shapeOf('text', { class: 'turn', x: gutter + 6, y: 16 }, 'reply'),
];

interface Bar {
  readonly gutter: number;
  readonly width: number;
  readonly sign: string;
  readonly title: string;
  readonly what?: string;
  readonly flow: string;
  readonly direction?: string;
}

/** The head of a part: its letter, who opened the connection to whom, and its first packet. */
function bar({ gutter, width, sign, title, what = '', flow, direction = 'forward' }: Bar): readonly Shape[] {
  const box = Math.max(18, sign.length * 8 + 8);
  const x = gutter + 8 + box + 8;
  const said = elide(title, (width - x - 12) / 1.25);
  const after = x + sansWidth(said) * 1.25 + 8;
  const room = width - after - sansWidth(what) - 24;
  return [
    shapeOf('rect', { class: 'part-head', x: gutter, y: 0.5, width: width - gutter, height: 27 }),
    shapeOf('rect', { class: `sign ${direction}`, x: gutter + 8, y: 5, width: box, height: 18, rx: 3 }),
    shapeOf('text', { class: 'sign-text', x: gutter + 8 + box / 2, y: 18 }, sign),
    shapeOf('text', { class: 'title', x, y: 18 }, said),
    ...(what !== '' && after + sansWidth(what) < width - 8
      ? [shapeOf('text', { class: 'what', x: after, y: 18 }, what)]
      : []),
    ...(monoWidth(flow) * 1.1 < room ? [shapeOf('text', { class: 'flow', x: width - 8, y: 18 }, flow)] : []),
  ];
}

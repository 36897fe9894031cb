import type { Moment } from '@netk/engine';
import type { Badge } from '../route/badges.ts';
import { distance, roundedPath } from '../route/path.ts';
import type { Pipe } from '../route/pipes.ts';
import type { Point, Route } from '../route/routes.ts';
import type { Session } from '../route/sessions.ts';
import { type Shape, shapeOf } from './shape.ts';

/** Where the cursor stands; undefined: the whole way is shown alike, as on paper. */
type Cursor = Pick<Moment, 'direction' | 'hopIndex'> | undefined;

/** The tubes in which packets travel inside of others, under the routes: their ends are said under the mouse. */
const tube = ({ points, words }: Pipe): Shape =>
  shapeOf('g', { class: 'pipe' }, shapeOf('title', {}, words), shapeOf('path', { d: roundedPath(points) }));

/** Who speaks BGP to whom. */
export const sessionShapes = (sessions: readonly Session[]): readonly Shape[] =>
  sessions.map(({ points }) => shapeOf('path', { class: 'session', d: roundedPath(points) }));

/** The routes: full behind the cursor, pale ahead, the other direction paler still. */
export function routeShapes(ways: readonly Route[], pipes: readonly Pipe[], cursor: Cursor): readonly Shape[] {
  const nodes: Shape[] = pipes.map(tube);
  for (const way of ways) {
    const { points, direction } = way;
    if (points.length < 2) continue;
    const add = (style: string, some: readonly Point[]): void => {
      if (some.length > 1) nodes.push(shapeOf('path', { class: `route ${style}`, d: roundedPath(some) }));
    };
    add('halo', points);
    if (!cursor) {
      add(direction, points);
    } else if (direction !== cursor.direction) {
      add(`${direction} ${direction === 'forward' ? 'done' : 'rest'}`, points);
    } else {
      const split = points.findIndex((point, i) => i > 0 && point.hop > cursor.hopIndex);
      add(`${direction} ahead`, split < 0 ? [] : points.slice(Math.max(0, split - 1)));
      add(direction, split < 0 ? points : points.slice(0, split));
      add(`${direction} hot`, hotOf(points, cursor.hopIndex));
    }
    nodes.push(...arrows(way, cursor));
  }
  return nodes;
}

/** The pieces that the current hop makes. */
export function hotOf(points: readonly Point[], hop: number): readonly Point[] {
  const first = points.findIndex((point, i) => i > 0 && point.hop === hop);
  if (first < 0) return [];
  const after = points.findIndex((point, i) => i > first && point.hop !== hop);
  return points.slice(first - 1, after < 0 ? points.length : after);
}

/** Arrow heads on long pieces and at the end; a stop where a relay ends the connection, a block where it begins the next. */
function arrows({ points, direction, begins, ends }: Route, cursor: Cursor): readonly Shape[] {
  const other = cursor !== undefined && direction !== cursor.direction;
  const style = `${direction}${other ? ' dim' : ''}`;
  const stops = [
    ...(begins ? [stop(points[0]!, points[1]!, `${style} start`)] : []),
    ...(ends ? [stop(points.at(-1)!, points.at(-2)!, style)] : []),
  ];
  const heads = points.slice(1).flatMap((b, i) => {
    const a = points[i]!;
    const last = i + 2 === points.length;
    if (distance(a, b) < (last ? 1 : 42) || (last && ends)) return [];
    const angle = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI;
    const [x, y] = last ? [b.x, b.y] : [(a.x + b.x) / 2, (a.y + b.y) / 2];
    const dim = other || (cursor !== undefined && b.hop > cursor.hopIndex);
    const transform = `translate(${x},${y}) rotate(${angle})`;
    return [
      shapeOf('path', {
        class: `arrow ${direction}${dim ? ' dim' : ''}`,
        transform,
        d: `M${last ? 1 : 4},0l-7,-4.2v8.4z`,
      }),
    ];
  });
  return [...heads, ...stops];
}

/** A bar across the end of a way. `inner` is the point before it. */
function stop(end: Point, inner: Point, style: string): Shape {
  const angle = (Math.atan2(end.y - inner.y, end.x - inner.x) * 180) / Math.PI;
  const transform = `translate(${end.x},${end.y}) rotate(${angle})`;
  return shapeOf('path', { class: `term ${style}`, transform, d: 'M0,-4.5v9' });
}

/** The numbers of the hops; passed ones are filled, the current one has a ring. */
export const badgeShapes = (badges: readonly Badge[], cursor: Cursor): readonly Shape[] =>
  badges.map(({ x, y, direction, hop, text }) => {
    const rank = (of: string): number => (of === 'forward' ? 0 : 1);
    const current = cursor !== undefined && direction === cursor.direction && hop === cursor.hopIndex;
    const past =
      cursor === undefined ||
      rank(direction) < rank(cursor.direction) ||
      (direction === cursor.direction && hop <= cursor.hopIndex);
    return badgeShape({ x, y, text, direction }, { past, current, 'data-direction': direction, 'data-hop': hop });
  });

/** A number: round on the way there, square on the way back. */
export function badgeShape(
  { x, y, text, direction }: Pick<Badge, 'x' | 'y' | 'text' | 'direction'>,
  { past, current, ...data }: { past: boolean; current?: boolean; [name: `data-${string}`]: string | number },
): Shape {
  const half = Math.max(10, text.length * 3.4);
  const round = direction === 'forward' && text.length < 3;
  const box = (grown: number, more: Readonly<Record<string, string>>): Shape =>
    shapeOf('rect', {
      ...{ ...more, x: x - half - grown, y: y - 8 - grown, width: (half + grown) * 2, height: 16 + 2 * grown },
      rx: grown > 0 ? 5 : 3.5,
    });
  const ring = round ? shapeOf('circle', { class: 'ring', cx: x, cy: y, r: 11.5 }) : box(2.5, { class: 'ring' });
  return shapeOf(
    'g',
    { class: `badge ${direction}${past ? ' past' : ''}${current ? ' cur' : ''}`, ...data },
    ...(current ? [ring] : []),
    round ? shapeOf('circle', { cx: x, cy: y, r: 8.5 }) : box(0, {}),
    shapeOf('text', { x, y: y + 3.5 }, text),
  );
}

/** The cross at the device where the packet died. */
export const deathShapes = (place: { x: number; y: number } | undefined): readonly Shape[] =>
  place
    ? [
        shapeOf(
          'g',
          { class: 'drop' },
          shapeOf('circle', { cx: place.x, cy: place.y, r: 10 }),
          shapeOf('path', { d: `M${place.x - 4.5},${place.y - 4.5}l9,9m0,-9l-9,9` }),
        ),
      ]
    : [];

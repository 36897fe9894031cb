import type { Branch, Hop, Moment } from '@netk/engine';
import type { Level } from '../geometry.ts';
import type { Point as RoutePoint } from '../route/routes.ts';
import { standsFor } from './look.ts';
import type { ScaleCell, ScaleMap } from './scale-map.ts';

/** A cell on a packet's way as it is shown at a level, and the hops that happen in it one after the other. */
export interface MapStop {
  readonly cell: ScaleCell;
  /** The first and the last of these hops. */
  readonly from: number;
  readonly to: number;
}

type Direction = Moment['direction'];
type Point = Pick<RoutePoint, 'x' | 'y'>;

/** The cells that a packet of a direction passes, in the order of its hops; what the map does not show is left out. */
export function mapStops(map: ScaleMap, branch: Branch, direction: Direction, level: Level): readonly MapStop[] {
  const stops: { cell: ScaleCell; from: number; to: number }[] = [];
  for (const [hop, each] of branch[direction].entries())
    for (const found of cellsOfHop(map, each)) {
      const cell = standsFor(map, found, level);
      const last = stops.at(-1);
      if (last?.cell === cell) last.to = hop;
      else stops.push({ cell, from: hop, to: hop });
    }
  return stops;
}

/** Where a hop is: a router is at the subnets by which the packet comes and leaves. */
export function cellsOfHop(map: ScaleMap, { id, kind, source, steps }: Hop): readonly ScaleCell[] {
  if (kind === 'router') {
    const vpc = id.replace(/#router$/, '');
    const ports = [steps.find((step) => step.kind === 'receive'), steps.findLast((step) => step.kind === 'send')];
    const names = [...new Set(ports.flatMap((step) => step?.interface ?? []))];
    const subnets = names.flatMap((name) => map.byId.get(`${vpc}/${name}`) ?? []);
    const own = map.byId.get(vpc);
    return subnets.length > 0 ? subnets : own ? [own] : [];
  }
  const [cell] = [id, source].flatMap((each) => (each === undefined ? [] : (map.byId.get(each) ?? [])));
  const internet = kind === 'internet' ? map.byId.get('internet') : undefined;
  return cell ? [cell] : internet ? [internet] : [];
}

/**
 * The line of a way: horizontal and vertical pieces in the gutters between cells, into a cell only by its door at the
 * upper edge.
 */
export function lineOf(map: ScaleMap, stops: readonly MapStop[]): readonly Point[] {
  const points: Point[] = [];
  const add = ({ x, y }: Point): void => {
    const last = points.at(-1);
    if (last?.x !== x || last.y !== y) points.push({ x, y });
  };
  for (const [i, { cell }] of stops.entries()) {
    const before = stops[i - 1]?.cell;
    for (const point of before ? between(map, before, cell) : [doorOf(cell)]) add(point);
  }
  return points;
}

const doorOf = ({ x, y, door }: ScaleCell): Point => ({ x: x + door, y });

/** The door, and the points above it up to the gutter. */
const exitOf = (cell: ScaleCell): readonly [Point, Point] => {
  const door = doorOf(cell);
  return [door, { x: door.x, y: cell.y - cell.gutter }];
};

/** From door to door: up to the gutter of the innermost cell that both are in, and down again. */
function between(map: ScaleMap, a: ScaleCell, b: ScaleCell): readonly Point[] {
  const [up, down] = [chain(map, a), chain(map, b)];
  // a door is on the way out of all that is in its cell
  if (up.includes(b)) return climb(map, up.slice(0, up.indexOf(b)), doorOf(b));
  if (down.includes(a)) return climb(map, down.slice(0, down.indexOf(a)), doorOf(a)).toReversed();
  const common = up.find((cell) => down.includes(cell));
  const end = (list: readonly ScaleCell[]): readonly ScaleCell[] =>
    common ? list.slice(0, list.indexOf(common)) : list;
  const [rise, fall] = [climb(map, end(up)), climb(map, end(down))];
  const [p, q] = [rise.at(-1)!, fall.at(-1)!];
  const riser = common ? common.x + common.door : rootRiser(map);
  const level =
    p.y === q.y
      ? []
      : [
          { x: riser, y: p.y },
          { x: riser, y: q.y },
        ];
  return [...rise, ...level, ...fall.toReversed()];
}

/** What has no cell around it has its riser at the left edge of the map. */
const rootRiser = ({ cells }: ScaleMap): number => (cells[0]?.x ?? 0) / 2;

/** A cell and the cells around it, from the inside. */
function chain(map: ScaleMap, cell: ScaleCell): readonly ScaleCell[] {
  const around = map.cells[cell.parent];
  return around ? [cell, ...chain(map, around)] : [cell];
}

/** Out of each cell by its door, to the gutter above it and by the riser to the next door; at last to `door`, or in the last gutter. */
function climb(map: ScaleMap, cells: readonly ScaleCell[], door?: Point): readonly Point[] {
  const points: Point[] = [];
  for (const [i, cell] of cells.entries()) {
    const [own, gutter] = exitOf(cell);
    points.push(own, gutter);
    const around = map.cells[cell.parent];
    if (around && (i < cells.length - 1 || door)) points.push({ x: around.x + around.door, y: gutter.y });
  }
  return door ? [...points, door] : points;
}

/** `3`, or `3–5`. */
export const hopsText = ({ from, to }: MapStop, direction: Direction): string => {
  const prefix = direction === 'reply' ? 'R' : '';
  return from === to ? `${prefix}${from + 1}` : `${prefix}${from + 1}–${to + 1}`;
};

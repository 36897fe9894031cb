import type { Inside, InsidePassage } from '@netk/engine';
import { distance, roundedPath } from '../route/path.ts';
import { type Shape, shapeOf } from '../shapes/shape.ts';
import { type PlaceRow, placesOf } from './places.ts';

/** A place on the map. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box of the map: a hook of netfilter, the routing decision, or what stands beside them. */
export interface MapBox {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly rows: readonly PlaceRow[];
}

/** An interface on the border of the machine. */
export interface MapPort {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly side: 'top' | 'bottom';
  readonly label: string;
}

/** Between two columns, and the height of a box's head and of an interface. */
export const gap = 16;
export const head = 22;
export const portHeight = 20;

const lane = ({ y }: MapBox): number => y + head / 2;

/** From one box to another: between the columns, and above the box that it goes to where others stand in between. */
function between(from: MapBox, to: MapBox): readonly Point[] {
  const [start, end] = [lane(from), lane(to)];
  const right = { x: from.x + from.w, y: start };
  if (to.x === from.x) {
    const x = right.x + gap / 2 - 2;
    return [right, { x, y: start }, { x, y: end }, { x: to.x + to.w, y: end }];
  }
  const isRight = to.x > from.x;
  const leave = isRight ? right : { x: from.x, y: start };
  const enter = isRight ? { x: to.x, y: end } : { x: to.x + to.w, y: end };
  const step = isRight ? gap / 2 : -gap / 2;
  const [out, into] = [leave.x + step, enter.x - step];
  if (out === into) return start === end ? [leave, enter] : [leave, { x: out, y: start }, { x: out, y: end }, enter];
  const above = to.y - 9;
  return [leave, { x: out, y: start }, { x: out, y: above }, { x: into, y: above }, { x: into, y: end }, enter];
}

/** The boxes that a packet passes, in their order: those in which something was asked, and hooks around the routing decision that have nothing to ask. */
function passedBoxes(inside: Inside, passage: InsidePassage): readonly string[] {
  const { into, out, stages } = passage;
  const asked = [...placesOf(inside, passage).values()].filter((name, at, all) => name !== all[at - 1]);
  const before = asked[0] === 'routing' && into !== undefined ? ['PREROUTING'] : [];
  if (asked.at(-1) !== 'routing') return [...before, ...asked];
  const isLocal = out === undefined && stages.at(-1)?.stage === 'socket';
  const after =
    out === undefined ? (isLocal ? ['INPUT'] : []) : [into === undefined ? 'OUTPUT' : 'FORWARD', 'POSTROUTING'];
  return [...before, ...asked, ...after];
}

/** Through the boxes in which something was asked, from the interface that it came by to the one that it leaves by. */
export function wayOf(
  inside: Inside,
  passage: InsidePassage,
  boxes: readonly MapBox[],
  ports: readonly MapPort[],
): readonly Point[] {
  const passed = passedBoxes(inside, passage).map((name) => boxes.find((box) => box.name === name)!);
  const points: Point[] = [];
  const add = (...more: readonly Point[]): void => {
    for (const point of more) {
      const last = points.at(-1);
      if (last && last.x === point.x && last.y === point.y) continue;
      points.push(point);
    }
  };
  const portOf = (name: string | undefined): MapPort | undefined => ports.find((port) => port.name === name);
  // what comes in and leaves by one interface keeps apart
  const edge = ({ x, y, w, side }: MapPort, share: number): Point => ({
    x: x + w * share,
    y: side === 'top' ? y + portHeight : y,
  });
  const [begin] = passed;
  const into = portOf(passage.into);
  if (!begin) return [];
  const enter = { x: begin.x, y: lane(begin) };
  if (into) {
    const from = edge(into, 0.35);
    const x = begin.x - 10;
    add(
      from,
      { x: from.x, y: from.y + (into.side === 'top' ? 8 : -8) },
      { x, y: from.y + (into.side === 'top' ? 8 : -8) },
      { x, y: enter.y },
      enter,
    );
  } else add({ x: enter.x - 14, y: enter.y }, enter);
  for (const [at, box] of passed.entries()) {
    const next = passed[at + 1];
    const leave = { x: box.x + box.w, y: lane(box) };
    if (!next) {
      const out = portOf(passage.out);
      if (!out) {
        add(leave, { x: leave.x + 12, y: leave.y });
        break;
      }
      const to = edge(out, 0.65);
      const x = leave.x + 10;
      const turn = to.y + (out.side === 'top' ? 8 : -8);
      add(leave, { x, y: leave.y }, { x, y: turn }, { x: to.x, y: turn }, to);
      break;
    }
    add(...between(box, next));
  }
  return points;
}

/** A tip at the end of a piece of the way. */
function tip(from: Point, to: Point, name: string): Shape {
  const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  return shapeOf('path', { class: name, transform: `translate(${to.x},${to.y}) rotate(${angle})`, d: 'M0,0l-8,-4v8z' });
}

/** The way as a line, with a tip at its end and at each box that it comes to. */
export function wayShapes(
  way: readonly Point[],
  boxes: readonly MapBox[],
  direction: 'forward' | 'reply',
): readonly Shape[] {
  if (way.length < 2) return [];
  const name = `way-tip ${direction}`;
  const comesTo = (from: Point, { x, y }: Point): boolean =>
    from.y === y && boxes.some((box) => lane(box) === y && (from.x < x ? x === box.x : x === box.x + box.w));
  const tips = way.flatMap((to, at) => {
    const from = way[at - 1];
    return from && (at === way.length - 1 || comesTo(from, to)) && distance(from, to) > 0 ? [tip(from, to, name)] : [];
  });
  return [shapeOf('path', { class: `way-line ${direction}`, d: roundedPath(way) }), ...tips];
}

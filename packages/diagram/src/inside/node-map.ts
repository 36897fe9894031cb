import type { Inside, InsidePassage, InsidePort } from '@netk/engine';
import { elide, monoWidth, sansWidth } from '../metrics.ts';
import { distance, roundedPath } from '../route/path.ts';
import { badgeShape } from '../shapes/route-shapes.ts';
import { type Shape, shapeOf } from '../shapes/shape.ts';

/** A place on the map. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box of the map: a hook of netfilter, or the routing decision. */
export interface MapBox {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** What stands in it, in the order in which a packet meets it; `number`: of the packet's stage. */
  readonly rows: readonly { readonly stage: string; readonly priority?: number; readonly number?: number }[];
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

/** The inside of a machine as boxes, and the way of one passage through them. */
export interface NodeMap {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly MapBox[];
  readonly ports: readonly MapPort[];
  readonly way: readonly Point[];
  readonly shapes: readonly Shape[];
}

const pad = 14;
const gap = 16;
const rowHeight = 17;
const head = 22;
const portHeight = 20;
const portGap = 10;
/** Interfaces on one side beside those that the packet uses. */
const mostPorts = 4;
const least = 560;

const isRouting = (stage: string): boolean => /^ip (-6 )?rule$|^table /.test(stage);

/** The box in which each stage of a passage stands, by its place in the list; a stage at an interface stands in none. */
function placesOf(inside: Inside, passage: InsidePassage): ReadonlyMap<number, string> {
  const places = new Map<number, string>();
  let last = passage.into === undefined ? 3 : 0;
  passage.stages.forEach(({ stage }, at) => {
    if (isRouting(stage)) {
      places.set(at, 'routing');
      return;
    }
    const own = inside.hooks.findIndex(
      ({ stages }, hook) => hook >= last && stages.some((each) => each.stage === stage),
    );
    if (own < 0) return;
    last = own;
    places.set(at, inside.hooks[own]!.hook);
  });
  return places;
}

function rowsOf(inside: Inside, passage: InsidePassage, name: string): MapBox['rows'] {
  const places = placesOf(inside, passage);
  const here = [...places].filter(([, place]) => place === name).map(([at]) => at);
  if (name === 'routing') return here.map((at) => ({ stage: passage.stages[at]!.stage, number: at + 1 }));
  const stages = inside.hooks.find(({ hook }) => hook === name)?.stages ?? [];
  return stages.map(({ stage, priority }) => {
    const at = here.find((each) => passage.stages[each]!.stage === stage);
    return { stage, priority, ...(at === undefined ? {} : { number: at + 1 }) };
  });
}

/** Ports of a side: those that the packet uses, then others as long as there is room. */
function portsAt(
  ports: readonly InsidePort[],
  passage: InsidePassage,
  side: MapPort['side'],
  { y, width }: { readonly y: number; readonly width: number },
): readonly MapPort[] {
  const used = ({ name }: InsidePort): boolean => name === passage.into || name === passage.out;
  const own = ports.filter(({ role }) => (role === 'pod') === (side === 'bottom'));
  const shown = [...own.filter(used), ...own.filter((port) => !used(port)).slice(0, mostPorts)];
  const inOrder = own.filter((port) => shown.includes(port));
  let x = pad + 10;
  return inOrder.flatMap((port): MapPort[] => {
    const label = side === 'top' ? (port.addresses[0] ?? '') : '';
    const w = Math.ceil(sansWidth(port.name) + (label === '' ? 0 : monoWidth(label) + 10) + 18);
    if (x + w > width - pad && !used(port)) return [];
    const placed = { name: port.name, x, y, w, side, label };
    x += w + portGap;
    return [placed];
  });
}

/** A line of horizontal and vertical pieces from one point to another. */
const joint = (from: Point, to: Point): readonly Point[] => {
  if (from.y === to.y || from.x === to.x) return [from, to];
  const x = (from.x + to.x) / 2;
  return [from, { x, y: from.y }, { x, y: to.y }, to];
};

/** The map of one passage, as wide as there is room. Pure: equal insides give equal maps. */
export function nodeMap(inside: Inside, passage: InsidePassage, room: number): NodeMap {
  const width = Math.max(least, room);
  const column = (width - 2 * pad - 40 - 3 * gap) / 4;
  const xOf = (at: number): number => pad + 20 + at * (column + gap);
  const portY = 12;
  const top = portY + portHeight + 26;
  const make = (name: string, at: number, y: number): MapBox => {
    const rows = rowsOf(inside, passage, name);
    return { name, x: xOf(at), y, w: column, h: head + Math.max(1, rows.length) * rowHeight + 5, rows };
  };
  const first = [
    make('PREROUTING', 0, top),
    make('routing', 1, top),
    make('FORWARD', 2, top),
    make('POSTROUTING', 3, top),
  ];
  const below = top + Math.max(...first.map(({ h }) => h)) + 26;
  const second = [make('INPUT', 1, below), make('OUTPUT', 2, below)];
  const boxes = [...first, ...second];
  const bottom = below + Math.max(...second.map(({ h }) => h)) + 24;
  const ports = [
    ...portsAt(inside.ports, passage, 'top', { y: portY, width }),
    ...portsAt(inside.ports, passage, 'bottom', { y: bottom, width }),
  ];
  const way = wayOf(inside, passage, boxes, ports);
  const podTop = bottom + portHeight + 12;
  const pods = podShapes(inside, ports, podTop, width);
  const height = podTop + pods.height;
  const node = {
    x: pad,
    y: portY + portHeight / 2,
    width: width - 2 * pad,
    height: bottom + portHeight / 2 - portY - portHeight / 2,
  };
  const shapes = [
    shapeOf('rect', { class: 'machine', rx: 8, ...node }),
    shapeOf(
      'text',
      { class: 'name', x: width - pad - 10, y: bottom - 10, 'text-anchor': 'end' },
      `${inside.name}, its kernel`,
    ),
    ...wayShapes(way, passage.direction),
    ...boxes.flatMap(boxShapes),
    ...ports.flatMap((port) => portShapes(port, port.name === passage.into || port.name === passage.out)),
    ...pods.shapes,
  ];
  return { width, height, boxes, ports, way, shapes };
}

/** Through the boxes in which something was asked, from the interface that it came by to the one that it leaves by. */
function wayOf(
  inside: Inside,
  passage: InsidePassage,
  boxes: readonly MapBox[],
  ports: readonly MapPort[],
): readonly Point[] {
  const names = [...placesOf(inside, passage).values()].filter((name, at, all) => name !== all[at - 1]);
  const passed = names.map((name) => boxes.find((box) => box.name === name)!);
  const lane = ({ y }: MapBox): number => y + head / 2;
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
    const isRight = next.x > box.x;
    add(
      ...joint(
        isRight ? leave : { x: box.x, y: lane(box) },
        isRight ? { x: next.x, y: lane(next) } : { x: next.x + next.w, y: lane(next) },
      ),
    );
  }
  return points;
}

function wayShapes(way: readonly Point[], direction: 'forward' | 'reply'): readonly Shape[] {
  if (way.length < 2) return [];
  const [before, end] = [way.at(-2)!, way.at(-1)!];
  const angle = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI;
  const isLong = distance(before, end) > 0;
  return [
    shapeOf('path', { class: `way-line ${direction}`, d: roundedPath(way) }),
    ...(isLong
      ? [
          shapeOf('path', {
            class: `way-tip ${direction}`,
            transform: `translate(${end.x},${end.y}) rotate(${angle})`,
            d: 'M0,0l-8,-4v8z',
          }),
        ]
      : []),
  ];
}

const boxShapes = ({ name, x, y, w, h, rows }: MapBox): readonly Shape[] => {
  const isOn = rows.some(({ number }) => number !== undefined);
  return [
    shapeOf('rect', { class: `hook${isOn ? ' on' : ''}`, x, y, width: w, height: h, rx: 4 }),
    shapeOf('text', { class: isOn ? 'title' : 'title dim', x: x + 8, y: y + 15 }, name),
    ...(rows.length === 0 ? [shapeOf('text', { class: 'dim', x: x + 8, y: y + head + 12 }, 'nothing')] : []),
    ...rows.flatMap(({ stage, priority, number }, at) => {
      const line = y + head + at * rowHeight + 11;
      const words = stage.replace(new RegExp(` ${name}$`), '');
      return [
        ...(number === undefined
          ? []
          : [
              badgeShape(
                { x: x + 16, y: line - 3.5, text: String(number), direction: 'forward' },
                { past: true, 'data-stage': number - 1 },
              ),
            ]),
        shapeOf(
          'text',
          { class: number === undefined ? 'dim' : 'bold', x: x + 28, y: line },
          elide(words, w - 64, sansWidth),
        ),
        ...(priority === undefined || Math.abs(priority) > 100_000
          ? []
          : [shapeOf('text', { class: 'num', x: x + w - 8, y: line, 'text-anchor': 'end' }, String(priority))]),
      ];
    }),
  ];
};

const portShapes = ({ name, x, y, w, label }: MapPort, isOn: boolean): readonly Shape[] => [
  shapeOf('rect', { class: `port${isOn ? ' on' : ''}`, x, y, width: w, height: portHeight, rx: 3 }),
  shapeOf('text', { class: isOn ? 'bold' : 'dim', x: x + 8, y: y + 14 }, name),
  ...(label === '' ? [] : [shapeOf('text', { class: 'num', x: x + w - 8, y: y + 14, 'text-anchor': 'end' }, label)]),
];

/** The pods behind the interfaces, each with its own routes and its permanent neighbour. */
function podShapes(
  { pods, ports }: Inside,
  placed: readonly MapPort[],
  y: number,
  width: number,
): { readonly height: number; readonly shapes: readonly Shape[] } {
  const shown = pods.filter(({ id }) =>
    ports.some(({ pod, name }) => pod === id && placed.some((port) => port.name === name)),
  );
  const each = 3;
  const w = (width - 2 * pad - (each - 1) * portGap) / each;
  const most = Math.max(0, ...shown.map(({ lines }) => lines.length));
  const h = 22 + most * 14;
  const shapes = shown.flatMap(({ name, lines }, at) => {
    const [x, top] = [pad + (at % each) * (w + portGap), y + Math.floor(at / each) * (h + 8)];
    return [
      shapeOf('rect', { class: 'hook', x, y: top, width: w, height: h, rx: 4 }),
      shapeOf('text', { class: 'name', x: x + 8, y: top + 15 }, name),
      ...lines.map((line, i) =>
        shapeOf('text', { class: 'num', x: x + 8, y: top + 30 + i * 14 }, elide(line, w - 16, monoWidth)),
      ),
    ];
  });
  const rows = Math.ceil(shown.length / each);
  return { height: rows === 0 ? 4 : rows * (h + 8) + 4, shapes };
}

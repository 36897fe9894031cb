import type { Inside, InsidePassage, InsidePort } from '@netk/engine';
import { elide, monoWidth, sansWidth } from '../metrics.ts';
import { badgeShape } from '../shapes/route-shapes.ts';
import { type Shape, shapeOf } from '../shapes/shape.ts';
import { rowsOf } from './places.ts';
import { gap, head, type MapBox, type MapPort, type Point, portHeight, wayOf, wayShapes } from './way.ts';

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
const rowHeight = 17;
const portGap = 10;
/** Interfaces on one side beside those that the packet uses. */
const mostPorts = 4;
const least = 560;

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

/** The columns of what stands beside the hooks: at interfaces as packets come and go, and below them. */
const atLinks = [
  ['ingress', 0],
  ['egress', 3],
] as const;
const besides = [
  ['bridge', 0],
  ['sockets', 1],
  ['tunnel', 3],
] as const;

/** What boxes beside the hooks are called; a hook has its own name. */
const titles: Readonly<Record<string, string>> = {
  ingress: 'at the link, in',
  egress: 'at the link, out',
  bridge: 'bridge',
  tunnel: 'tunnel',
  sockets: 'calls of programs',
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
  const has = new Set<string>(inside.links.map(({ place }) => place));
  const makeAll = (places: readonly (readonly [string, number])[], y: number): readonly MapBox[] =>
    places.flatMap(([name, at]) => (has.has(name) ? [make(name, at, y)] : []));
  const second = [make('INPUT', 1, below), make('OUTPUT', 2, below), ...makeAll(atLinks, below)];
  const last = below + Math.max(...second.map(({ h }) => h));
  const third = makeAll(besides, last + 26);
  const boxes = [...first, ...second, ...third];
  const bottom = Math.max(last, ...third.map(({ y, h }) => y + h)) + 24;
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
    ...wayShapes(way, boxes, passage.direction),
    ...boxes.flatMap(boxShapes),
    ...ports.flatMap((port) => portShapes(port, port.name === passage.into || port.name === passage.out)),
    ...pods.shapes,
  ];
  return { width, height, boxes, ports, way, shapes };
}

const boxShapes = ({ name, x, y, w, h, rows }: MapBox): readonly Shape[] => {
  const isOn = rows.some(({ numbers }) => numbers.length > 0);
  return [
    shapeOf('rect', { class: `hook${isOn ? ' on' : ''}`, x, y, width: w, height: h, rx: 4 }),
    shapeOf('text', { class: isOn ? 'title' : 'title dim', x: x + 8, y: y + 15 }, titles[name] ?? name),
    ...(rows.length === 0 ? [shapeOf('text', { class: 'dim', x: x + 8, y: y + head + 12 }, 'nothing')] : []),
    ...rows.flatMap(({ stage, priority, numbers }, at) => {
      const line = y + head + at * rowHeight + 11;
      const words = stage.replace(new RegExp(` ${name}$`), '').replace(/^cgroup\//, '');
      return [
        // the first visit stands before the words, later ones behind them
        ...numbers.map((number, visit) =>
          badgeShape(
            {
              ...{ x: visit === 0 ? x + 16 : x + w - 22 - (numbers.length - visit) * 20, y: line - 3.5 },
              ...{ text: String(number), direction: 'forward' },
            },
            { past: true, 'data-stage': number - 1 },
          ),
        ),
        shapeOf(
          'text',
          { class: numbers.length === 0 ? 'dim' : 'bold', x: x + 28, y: line },
          elide(words, w - (priority === undefined ? 36 : 64) - 20 * Math.max(0, numbers.length - 1), sansWidth),
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

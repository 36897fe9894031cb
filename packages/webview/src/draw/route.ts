import {
  type Badge,
  distance,
  type Geometry,
  type Pipe,
  type Point,
  type Route,
  roundedPath,
  type Session,
} from '@netk/diagram';
import type { Moment } from '@netk/engine';
import { shape } from './boxes.ts';

/** The tubes in which packets travel inside of others, under the routes: their ends are said under the mouse. */
function tube({ points, words }: Pipe): SVGElement {
  const group = shape('g', { class: 'pipe' });
  const title = shape('title', {});
  title.textContent = words;
  group.append(title, shape('path', { d: roundedPath(points) }));
  return group;
}

/** Who speaks BGP to whom. */
export function drawSessions(layer: SVGGElement, sessions: readonly Session[]): void {
  layer.replaceChildren(...sessions.map(({ points }) => shape('path', { class: 'session', d: roundedPath(points) })));
}

/** The routes: full behind the cursor, pale ahead, the other direction paler still. */
export function drawRoutes(layer: SVGGElement, ways: readonly Route[], pipes: readonly Pipe[], moment: Moment): void {
  const nodes: SVGElement[] = pipes.map(tube);
  for (const way of ways) {
    const { points, direction } = way;
    if (points.length < 2) continue;
    const add = (style: string, some: readonly Point[]): void => {
      if (some.length > 1) nodes.push(shape('path', { class: `route ${style}`, d: roundedPath(some) }));
    };
    add('halo', points);
    if (direction !== moment.direction) {
      add(`${direction} ${direction === 'forward' ? 'done' : 'rest'}`, points);
    } else {
      const split = points.findIndex((point, i) => i > 0 && point.hop > moment.hopIndex);
      add(`${direction} ahead`, split < 0 ? [] : points.slice(Math.max(0, split - 1)));
      add(direction, split < 0 ? points : points.slice(0, split));
      add(`${direction} hot`, hotOf(points, moment.hopIndex));
    }
    nodes.push(...arrows(way, moment));
  }
  layer.replaceChildren(...nodes);
}

/** The pieces that the current hop makes. */
export function hotOf(points: readonly Point[], hop: number): readonly Point[] {
  const first = points.findIndex((point, i) => i > 0 && point.hop === hop);
  if (first < 0) return [];
  const after = points.findIndex((point, i) => i > first && point.hop !== hop);
  return points.slice(first - 1, after < 0 ? points.length : after);
}

/** Arrow heads on long pieces and at the end; a stop where a relay ends the connection, a block where it begins the next. */
function arrows({ points, direction, begins, ends }: Route, moment: Moment): readonly SVGElement[] {
  const style = `${direction}${direction === moment.direction ? '' : ' dim'}`;
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
    const dim = direction !== moment.direction || b.hop > moment.hopIndex;
    const transform = `translate(${x},${y}) rotate(${angle})`;
    return [
      shape('path', {
        class: `arrow ${direction}${dim ? ' dim' : ''}`,
        transform,
        d: `M${last ? 1 : 4},0l-7,-4.2v8.4z`,
      }),
    ];
  });
  return [...heads, ...stops];
}

/** A bar across the end of a way. `inner` is the point before it. */
function stop(end: Point, inner: Point, style: string): SVGElement {
  const angle = (Math.atan2(end.y - inner.y, end.x - inner.x) * 180) / Math.PI;
  const transform = `translate(${end.x},${end.y}) rotate(${angle})`;
  return shape('path', { class: `term ${style}`, transform, d: 'M0,-4.5v9' });
}

/** The numbers of the hops; passed ones are filled, the current one has a ring. */
export function drawBadges(layer: SVGGElement, badges: readonly Badge[], moment: Moment): void {
  layer.replaceChildren(
    ...badges.map((badge) => {
      const { x, y, direction } = badge;
      const rank = (of: string): number => (of === 'forward' ? 0 : 1);
      const current = direction === moment.direction && badge.hop === moment.hopIndex;
      const past =
        rank(direction) < rank(moment.direction) || (direction === moment.direction && badge.hop <= moment.hopIndex);
      const group = shape('g', { class: `badge ${direction}${past ? ' past' : ''}${current ? ' cur' : ''}` });
      group.dataset.direction = direction;
      group.dataset.hop = String(badge.hop);
      const text = shape('text', { x, y: y + 3.5 });
      text.textContent = badge.text;
      const half = Math.max(10, badge.text.length * 3.4);
      const marks =
        direction === 'forward' && badge.text.length < 3
          ? [
              ...(current ? [shape('circle', { class: 'ring', cx: x, cy: y, r: 11.5 })] : []),
              shape('circle', { cx: x, cy: y, r: 8.5 }),
            ]
          : [
              ...(current
                ? [
                    shape('rect', {
                      class: 'ring',
                      x: x - half - 2.5,
                      y: y - 10.5,
                      width: half * 2 + 5,
                      height: 21,
                      rx: 5,
                    }),
                  ]
                : []),
              shape('rect', { x: x - half, y: y - 8, width: half * 2, height: 16, rx: 3.5 }),
            ];
      group.append(...marks, text);
      return group;
    }),
  );
}

/** The cross at the device where the packet died. */
export function drawDeath(layer: SVGGElement, place: { x: number; y: number } | undefined): void {
  layer.replaceChildren();
  if (!place) return;
  const { x, y } = place;
  const group = shape('g', { class: 'drop' });
  group.append(shape('circle', { cx: x, cy: y, r: 10 }), shape('path', { d: `M${x - 4.5},${y - 4.5}l9,9m0,-9l-9,9` }));
  layer.append(group);
}

/** Ids of the boxes on the way, and of those where the packet is now. */
export function litOf(
  geometry: Geometry,
  stops: readonly string[],
  moment: Moment,
  picked: readonly string[],
): { on: Set<string>; now: Set<string> } {
  const on = new Set<string>();
  for (const stop of stops) {
    for (const id of [
      stop,
      stop.replace(/^kern:(.*?)(\/.*)?$/, '$1'),
      stop.replace(/^cell:/, ''),
      stop.replace(/^sub:/, ''),
      stop.replace(/:out$/, ''),
    ])
      on.add(id);
    const node = geometry.anchors.get(stop)?.node;
    if (node !== undefined) for (const id of [node, `kern:${node}`]) on.add(id);
  }
  for (const id of picked) on.add(id);
  const { hop, step } = moment;
  const now = new Set<string>([hop.id, ...(hop.source === undefined ? [] : [hop.source])]);
  if (hop.kind === 'internet' && !geometry.anchors.has(hop.id)) now.add('internet');
  if (hop.kind === 'router') {
    const names = hop.steps.flatMap((each) => (each.interface === undefined ? [] : [each.interface]));
    for (const box of geometry.boxes) {
      const subnet = box.kind === 'gateway' && geometry.boxes.find((other) => other.id === box.parent);
      if (subnet && names.includes(subnet.label)) now.add(box.id);
    }
  }
  if (hop.kind === 'node' && (step.kind === 'receive' || step.kind === 'send')) {
    const eni = geometry.boxes.find(
      (box) => box.kind === 'eni' && box.parent === hop.id && box.label === step.interface,
    );
    if (eni) now.add(eni.id);
  }
  return { on, now };
}

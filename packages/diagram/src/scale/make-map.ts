import type { Scene } from '@netk/engine';
import type { Level } from '../geometry.ts';
import type { Block } from './block.ts';
import { type Plane, planeOf } from './place.ts';
import { type ScaleCell, type ScaleMap, scaleLevels } from './scale-map.ts';
import { heatOf } from './words.ts';

/** Pixels of the screen from which on a cell's words can be read. */
const least = { subnet: 120, node: 76, pod: 62 };

const made = new WeakMap<Scene, ScaleMap>();

/** The map of a scene. Computed once per scene. */
export function scaleMap(scene: Scene): ScaleMap {
  const known = made.get(scene);
  if (known) return known;
  const map = mapOf(planeOf(scene));
  made.set(scene, map);
  return map;
}

function mapOf(plane: Plane): ScaleMap {
  const { gap } = plane;
  const cells: ScaleCell[] = [];
  let y = gap;
  let width = 0;
  for (const line of plane.lines) {
    let x = gap;
    for (const each of line) {
      add(cells, each, { x, y, gutter: gap / 2, parent: -1 });
      x += each.w + gap;
    }
    width = Math.max(width, x);
    y += Math.max(...line.map(({ h }) => h)) + gap;
  }
  const byId = new Map<string, ScaleCell>();
  // what joins two networks stands at both
  for (const cell of cells) if (!byId.has(cell.id)) byId.set(cell.id, cell);
  return { cells, byId, width, height: y, enough: scalesFor(cells, plane), levels: levelsOf(cells) };
}

/** Adds a block and all that is in it, each before what is in it. */
function add(
  cells: ScaleCell[],
  { draft, w, h, door, opens, inside }: Block,
  at: Pick<ScaleCell, 'x' | 'y' | 'gutter' | 'parent'>,
): ScaleCell {
  const place = cells.length;
  const { id, kind, label, sub, element, used, max } = draft;
  const own = {
    ...{ id, kind, label, sub, ...at, w, h, door, at: place },
    ...(element === undefined ? {} : { element }),
    ...(opens === undefined ? {} : { opens }),
    ...(used === undefined ? {} : { used }),
    ...(max === undefined ? {} : { max }),
  };
  // its place is taken before what is in it is known
  cells.push({ ...own, end: place + 1, pods: 0, nodes: 0, fullNodes: 0 });
  const within = inside.map(({ x, y, gutter, of }) =>
    add(cells, of, { x: at.x + x, y: at.y + y, gutter, parent: place }),
  );
  const sum = (count: 'pods' | 'nodes' | 'fullNodes'): number => within.reduce((all, each) => all + each[count], 0);
  const isNode = kind === 'node';
  const cell: ScaleCell = {
    ...own,
    end: cells.length,
    pods: kind === 'pod' ? 1 : sum('pods'),
    nodes: isNode ? 1 : sum('nodes'),
    fullNodes: isNode ? Number(heatOf(own) === 'full') : sum('fullNodes'),
  };
  cells[place] = cell;
  return cell;
}

/** A deeper level is never read at a smaller scale than the one above it. */
function scalesFor(cells: readonly ScaleCell[], { node, pod }: Plane): readonly number[] {
  const widest = cells.reduce((most, { kind, w }) => (kind === 'subnet' ? Math.max(most, w) : most), 1);
  const pods = least.pod / pod.w;
  const nodes = Math.min(least.node / node.w, pods * 0.8);
  return [0, Math.min(least.subnet / widest, nodes * 0.8), nodes, pods];
}

function levelsOf(cells: readonly ScaleCell[]): readonly Level[] {
  const has = (...kinds: readonly ScaleCell['kind'][]): boolean => cells.some(({ kind }) => kinds.includes(kind));
  const isThere: Readonly<Record<Level, boolean>> = {
    zone: has('zone') || cells.filter(({ kind }) => kind === 'vpc').length > 1,
    subnet: has('subnet'),
    node: cells.some(({ kind, opens }) => kind === 'subnet' && opens !== undefined),
    pod: has('pod'),
  };
  const levels = scaleLevels.filter((level) => isThere[level]);
  return levels.length > 0 ? levels : ['zone'];
}

import type { Level } from '../geometry.ts';
import { isOpen, type ScaleCell, type ScaleMap, scaleLevels } from './scale-map.ts';

/** What part of the map is in view: a point of the map is at `x + k · point`, in pixels of the screen. */
export interface ScaleView {
  readonly k: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The cells that are shown at a level, and in what part of the map; without it, everywhere. Each before what is in it. */
export function shownCells(map: ScaleMap, level: Level, view?: ScaleView): readonly ScaleCell[] {
  const found: ScaleCell[] = [];
  const { cells } = map;
  for (let at = 0; at < cells.length; ) {
    const cell = cells[at]!;
    const sees = view === undefined || isInView(cell, view);
    if (sees) found.push(cell);
    at = sees && isOpen(cell, level) ? at + 1 : cell.end;
  }
  return found;
}

/** Whether any of it is in view. */
export const isInView = ({ x, y, w, h }: ScaleCell, view: ScaleView): boolean =>
  view.x + x * view.k < view.width &&
  view.x + (x + w) * view.k > 0 &&
  view.y + y * view.k < view.height &&
  view.y + (y + h) * view.k > 0;

/** The cell itself, or the one around it that stands for it at a level. */
export function standsFor(map: ScaleMap, cell: ScaleCell, level: Level): ScaleCell {
  let shown = cell;
  for (let { parent } = cell; parent >= 0; ) {
    const around = map.cells[parent]!;
    if (!isOpen(around, level)) shown = around;
    parent = around.parent;
  }
  return shown;
}

/** The cells around a cell, from the outermost; the last is the cell itself. */
export function pathTo(map: ScaleMap, cell: ScaleCell): readonly ScaleCell[] {
  const around = map.cells[cell.parent];
  return around ? [...pathTo(map, around), cell] : [cell];
}

/** How much of a length of the view an open cell takes whose inside is what one looks at. */
const fills = 0.6;

/**
 * Where one is: the deepest open cell in the middle of the view that fills it, or `before`, into which one went, as long
 * as it is there; undefined: the whole map, which is all in view.
 */
export function placeInView(map: ScaleMap, level: Level, view: ScaleView, before?: ScaleCell): ScaleCell | undefined {
  const { k } = view;
  const isWhole = (start: number, length: number, room: number): boolean => start >= 0 && start + length * k <= room;
  if (isWhole(view.x, map.width, view.width) && isWhole(view.y, map.height, view.height)) return undefined;
  const [x, y] = [(view.width / 2 - view.x) / k, (view.height / 2 - view.y) / k];
  let found: ScaleCell | undefined;
  for (const cell of shownCells(map, level, view)) {
    const isAround = cell.x <= x && x < cell.x + cell.w && cell.y <= y && y < cell.y + cell.h;
    const isLarge = cell === before || cell.w * k >= view.width * fills || cell.h * k >= view.height * fills;
    if (isAround && isLarge && isOpen(cell, level)) found = cell;
  }
  return found;
}

const margin = 10;

/** The view that has all of a cell, or of the map, no larger than `most` and no smaller than `least`: then from its upper left corner. */
export function viewOf(
  map: ScaleMap,
  cell: ScaleCell | undefined,
  { width, height }: Pick<ScaleView, 'width' | 'height'>,
  { least = 0, most = 1.25 }: { readonly least?: number; readonly most?: number } = {},
): ScaleView {
  const { x, y, w, h } = cell ?? { x: 0, y: 0, w: map.width, h: map.height };
  const whole = Math.min((width - margin * 2) / w, (height - margin * 2) / h, most);
  const k = Math.max(whole, least, 0.0001);
  const from = (start: number, length: number, room: number): number =>
    length * k > room - margin ? margin - start * k : room / 2 - (start + length / 2) * k;
  return { k, x: from(x, w, width), y: from(y, h, height), width, height };
}

/** The view moved so that a cell is in it, in the middle or from its corner; undefined: it is in view, or all that fits of it. */
export function viewWith(view: ScaleView, cell: ScaleCell): ScaleView | undefined {
  const { k, x, y, width, height } = view;
  const { w, h } = cell;
  const [left, top] = [x + cell.x * k, y + cell.y * k];
  const isIn = left >= 0 && top >= 0 && left + w * k <= width && top + h * k <= height;
  if (isIn || ((w * k > width || h * k > height) && isInView(cell, view))) return undefined;
  const put = (start: number, length: number, room: number): number =>
    length * k > room ? margin - start * k : room / 2 - (start + length / 2) * k;
  return { ...view, x: put(cell.x, w, width), y: put(cell.y, h, height) };
}

/** The scale from which on a level can be read. */
export const enoughAt = ({ enough }: ScaleMap, level: Level): number => enough[scaleLevels.indexOf(level)]!;

/** The scale at which it is comfortable to read. */
export const readableAt = (map: ScaleMap, level: Level): number => enoughAt(map, level) * 1.35;

/** The cell of a level's own kind that is nearest to the middle of a view; undefined: there is none. */
export function nearestCell({ cells }: ScaleMap, level: Level, view: ScaleView): ScaleCell | undefined {
  const { k } = view;
  const [toX, toY] = [(view.width / 2 - view.x) / k, (view.height / 2 - view.y) / k];
  const away = ({ x, y, w, h }: ScaleCell): number => Math.hypot(x + w / 2 - toX, y + h / 2 - toY);
  let best: ScaleCell | undefined;
  for (const cell of cells) if (cell.kind === level && (!best || away(cell) < away(best))) best = cell;
  return best;
}

/** The deepest level that can be read at a scale. */
export function levelAt(map: ScaleMap, k: number): Level {
  return map.levels.findLast((level) => k >= enoughAt(map, level)) ?? map.levels[0]!;
}

/** How much is zoomed, at least, between one level and the next: a small map could be read at all of them at once. */
const step = 1.12;

/**
 * The level after a zoom: the next deeper one where it can be read, the one above where what is there can no longer be
 * read, with room between (15 %), or where no more than the whole map (`whole`) can be shown. `since` is the scale at
 * which the level was taken.
 */
export function levelAfter(
  map: ScaleMap,
  level: Level,
  zoom: { readonly from: number; readonly to: number; readonly since: number; readonly whole: number },
): Level {
  const { levels } = map;
  const at = levels.indexOf(level);
  const { from, to, since, whole } = zoom;
  const scaleOf = (each: Level | undefined): number =>
    each === undefined ? Number.POSITIVE_INFINITY : enoughAt(map, each);
  const next = levels[at + 1];
  if (to > from && next !== undefined && to >= scaleOf(next) && to >= since * step) return next;
  const isSmall = to < scaleOf(level) * 0.85 || (to <= whole && to <= since / step);
  return to < from && isSmall ? (levels[at - 1] ?? level) : level;
}

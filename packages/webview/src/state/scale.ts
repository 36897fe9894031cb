import {
  cellsOfHop,
  type Found,
  foundText,
  type Level,
  type MapStop,
  mapStops,
  pathTo,
  type ScaleCell,
  type ScaleMap,
  scaleLevels,
  scaleMap,
  seek,
  standsFor,
} from '@netk/diagram';
import type { Branch } from '@netk/engine';
import { branchOf, momentOf, type State } from './state.ts';

/** The map of the shown file. */
export const mapIn = ({ picture }: State): ScaleMap | undefined => picture && scaleMap(picture.scene);

/** A level by its name, where there is such a one. */
export const levelNamed = (name: string | undefined): Level | undefined => scaleLevels.find((level) => level === name);

/** The cells from the outermost to the one that is looked into. */
export function crumbsIn(state: State): readonly ScaleCell[] {
  const map = mapIn(state);
  const cell = state.scale.at === undefined ? undefined : map?.byId.get(state.scale.at);
  return map && cell ? pathTo(map, cell) : [];
}

/** The view has moved to another place of the map, or to another level. */
export function moved(state: State, level: Level, at: string | undefined): State {
  const { scale } = state;
  if (scale.level === level && scale.at === at) return state;
  const next = { ...state, scale: { ...scale, level, at } };
  // where one begins is nothing that happened
  if (scale.level === undefined) return next;
  const where = crumbsIn(next).map(({ label }) => label);
  return { ...next, notice: `level ${level}, ${where.length > 0 ? `in ${where.join(', ')}` : 'the whole map'}` };
}

/** Something else is looked for. */
export function sought(state: State, text: string): State {
  const next = { ...state, scale: { ...state.scale, text } };
  const found = foundIn(next);
  return { ...next, notice: found ? `found ${foundText(found)}` : '' };
}

const searches = new WeakMap<ScaleMap, { readonly text: string; readonly found: Found | undefined }>();

/** What the search finds; undefined: nothing is looked for. Computed once per text. */
export function foundIn(state: State): Found | undefined {
  const map = mapIn(state);
  if (!map || !state.picture) return undefined;
  const { text } = state.scale;
  const known = searches.get(map);
  if (known?.text === text) return known.found;
  const found = seek(map, state.picture.scene, text);
  searches.set(map, { text, found });
  return found;
}

/** The shown way on the map. */
export interface MapWay {
  readonly forward: readonly MapStop[];
  readonly reply: readonly MapStop[];
  /** Places of the cells on it, and of those where the packet is now, as they are shown. */
  readonly on: ReadonlySet<number>;
  readonly now: ReadonlySet<number>;
}

const ways = new WeakMap<
  Branch,
  { readonly map: ScaleMap; readonly level: Level; readonly way: Omit<MapWay, 'now'> }
>();

/** The way of the shown branch at a level; undefined: no packet is on its way. */
export function wayIn(state: State, level: Level): MapWay | undefined {
  const map = mapIn(state);
  const branch = branchOf(state);
  const moment = momentOf(state);
  if (!map || !branch || !moment) return undefined;
  const known = ways.get(branch);
  const way = known?.map === map && known.level === level ? known.way : stopsIn(map, branch, level);
  ways.set(branch, { map, level, way });
  return { ...way, now: new Set(cellsOfHop(map, moment.hop).map((cell) => standsFor(map, cell, level).at)) };
}

function stopsIn(map: ScaleMap, branch: Branch, level: Level): Omit<MapWay, 'now'> {
  // where no packet is sent there is no way, only places
  const [forward, reply] = [mapStops(map, branch, 'forward', level), mapStops(map, branch, 'reply', level)];
  return { forward, reply, on: new Set([...forward, ...reply].map(({ cell }) => cell.at)) };
}

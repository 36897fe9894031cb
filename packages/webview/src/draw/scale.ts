import {
  cellsOfHop,
  type Found,
  isInView,
  isOpen,
  type Level,
  placeInView,
  type ScaleCell,
  type ScaleMap,
  scaleLevels,
  shownCells,
  standsFor,
} from '@netk/diagram';
import type { Hop } from '@netk/engine';
import { foundIn, mapIn, wayIn } from '../state/scale.ts';
import { branchOf, momentOf, type State } from '../state/state.ts';
import { el, setAttribute } from './el.ts';
import { iconButton } from './icon.ts';
import { type Arrow, nearest } from './nearest.ts';
import type { Hands, Part } from './panel.ts';
import { rove } from './rove.ts';
import { breadcrumbs, heatLegend, levelPicker, mapSummary, seekField } from './scale-head.ts';
import { minimap } from './scale-mini.ts';
import { scalePlane } from './scale-plane.ts';
import { wayLayer } from './scale-way.ts';

/** The map of the whole network, with what the page may ask of it. */
export interface ScaleMapPart extends Part {
  zoom(by: 'in' | 'out' | 'fit' | 'deeper'): void;
  search(): void;
}

/** The fifth view: everything on one plane, as deep as one zooms into it. */
export function scale(hands: Hands, calm: () => boolean): ScaleMapPart {
  let map: ScaleMap | undefined;
  let last: State | undefined;
  let shownLevel: Level | undefined;
  let shownFound: Found | undefined;
  let shownHop: Hop | undefined;
  const plane = scalePlane({ drawn, moved }, calm);
  const way = wayLayer((direction, hop) => hands.dispatch({ kind: 'hop', direction, hop }));
  const mini = minimap((point) => plane.center(point));
  plane.element.append(way.element);
  const wishes = {
    level: (level: Level) => plane.deepen(level, focused() ?? passed()),
    go: (at: number | undefined) => {
      const cell = at === undefined ? undefined : map?.cells[at];
      plane.enter(cell);
      if (cell) plane.focus(cell);
      else plane.element.focus();
    },
    next: goToNext,
    leave: () => plane.element.focus(),
  };
  const levels = levelPicker(wishes);
  const field = seekField(hands, wishes);
  const crumbs = breadcrumbs(wishes);
  const summary = mapSummary();
  const follow = iconButton('follow', 'Follow the packet (F)', 'map-follow', () => hands.dispatch({ kind: 'follow' }));
  const tools = el(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': 'Map' },
    follow,
    iconButton('minus', 'Zoom out (−)', 'map-out', () => plane.zoom(0.8)),
    iconButton('plus', 'Zoom in (+)', 'map-in', () => plane.zoom(1.25)),
    iconButton('deeper', 'One level deeper ( . )', 'map-deeper', deeper),
    iconButton('fit', 'The whole map (0)', 'map-fit', () => plane.enter(undefined)),
  );
  rove(tools, [...tools.children] as HTMLElement[]);
  const element = el(
    'section',
    { class: 'scale', 'aria-label': 'Scale' },
    el('div', { class: 'scalehead' }, field.element, heatLegend(), el('span', { class: 'grow' }), levels.element),
    crumbs.element,
    el('div', { class: 'planebox' }, plane.element, mini.element, tools),
    summary.element,
  );

  /** What has the focus, as a cell of the map. */
  const focused = (): ScaleCell | undefined => {
    const within = document.activeElement?.closest<HTMLElement>('.cell');
    return within && plane.element.contains(within) ? map?.cells[Number(within.dataset.at)] : undefined;
  };
  /** Where the packet is now, while that is in view. */
  const passed = (): ScaleCell | undefined => {
    const hop = last && momentOf(last)?.hop;
    const [cell] = map && hop ? cellsOfHop(map, hop) : [];
    return cell && isInView(cell, plane.view()) ? cell : undefined;
  };
  const cellAt = (target: EventTarget | null): ScaleCell | undefined => {
    const within = target instanceof Element ? target.closest<HTMLElement>('.cell') : null;
    return within ? map?.cells[Number(within.dataset.at)] : undefined;
  };

  function drawn(view: Parameters<typeof way.place>[0]): void {
    if (!map) return;
    const level = plane.level();
    if (level !== shownLevel && last) {
      shownLevel = level;
      levels.show(map, level);
      // the way and the marks are those of another level: once more, with them
      remark(last);
      return;
    }
    way.place(view);
    mini.place(view);
  }

  /** Where one is now, for the breadcrumbs and for the next time. */
  function moved(): void {
    if (!map || last?.view !== 'scale') return;
    const before = last.scale.at === undefined ? undefined : map.byId.get(last.scale.at);
    const at = placeInView(map, plane.level(), plane.view(), before)?.id;
    hands.dispatch({ kind: 'map', level: plane.level(), at });
  }

  /** What is seen of each cell besides its size: matches, and the packet's way. */
  function remark(state: State): void {
    if (!map) return;
    const found = foundIn(state);
    const level = plane.level();
    const on = wayIn(state, level);
    const moment = momentOf(state);
    const dead = branchOf(state)?.died?.direction === moment?.direction;
    way.show(map, on, moment?.direction ?? 'forward', moment?.hopIndex ?? 0, moment !== undefined && dead);
    plane.draw(({ at, element: own }) => ({
      matches: found?.inside[at],
      on: on?.on.has(at) ?? false,
      now: on?.now.has(at) ?? false,
      caret: own !== undefined && own === state.caret,
      hovered: own !== undefined && own === state.hovered,
    }));
  }

  function deeper(): void {
    const next = map?.levels[map.levels.indexOf(plane.level()) + 1];
    if (next) wishes.level(next);
  }
  /** Into a cell, or to the source of one that nothing is in. */
  function into(cell: ScaleCell): void {
    if (cell.opens === undefined) press(cell, true);
    else enter(cell);
  }
  function enter(cell: ScaleCell): void {
    hands.dispatch({ kind: 'map', level: scaleLevels[cell.opens ?? 0]!, at: cell.id });
    plane.enter(cell);
    const first = map?.cells[cell.at + 1];
    if (first && cell.opens !== undefined) plane.focus(first);
  }
  /** Out of the cell around this one, which is a card again where it can be one. */
  function outOf(cell: ScaleCell): void {
    const around = map?.cells[cell.parent];
    if (!map || !around) {
      plane.enter(undefined);
      return;
    }
    const outer = map.cells[around.parent];
    plane.enter(outer, scaleLevels[Math.max(0, (around.opens ?? 1) - 1)]!);
    plane.focus(around);
  }
  function press({ element: own }: ScaleCell, focus: boolean): void {
    if (own === undefined) return;
    hands.dispatch({ kind: 'device', id: own });
    hands.reveal(own, focus);
  }
  /** To what the search found, one after the other. */
  let turn = -1;
  function goToNext(): void {
    const hits = (last && foundIn(last)?.hits) ?? [];
    turn = (turn + 1) % Math.max(1, hits.length);
    const cell = hits[turn] === undefined ? undefined : map?.cells[hits[turn]!];
    if (!map || !cell) return;
    const around = map.cells[cell.parent];
    plane.enter(around);
    plane.focus(cell);
  }
  function walk(arrow: Arrow, from: ScaleCell | undefined): void {
    if (!map) return;
    const level = plane.level();
    const all = shownCells(map, level).filter((cell) => !isOpen(cell, level));
    const inView = shownCells(map, level, plane.view()).find((cell) => !isOpen(cell, level));
    const to = from ? nearest(all, from, arrow) : (inView ?? all[0]);
    if (to) plane.focus(to);
  }

  plane.element.addEventListener('click', (event) => {
    const cell = cellAt(event.target);
    if (cell) press(cell, false);
  });
  plane.element.addEventListener('dblclick', (event) => {
    const cell = cellAt(event.target);
    if (cell) into(cell);
  });
  plane.element.addEventListener('pointerover', (event) => hands.hover(cellAt(event.target)?.element ?? null));
  plane.element.addEventListener('pointerleave', () => hands.hover(null));
  plane.element.addEventListener('keydown', (event) => {
    const cell = cellAt(event.target);
    const { key } = event;
    if (event.ctrlKey || event.metaKey) return;
    if (key.startsWith('Arrow')) walk(key as Arrow, cell);
    else if (key === 'Enter' && cell && event.altKey) press(cell, true);
    else if (key === 'Enter' && cell) into(cell);
    else if (key === ' ' && cell) press(cell, false);
    else if (key === 'Backspace') {
      const around = cell ?? (last?.scale.at === undefined ? undefined : map?.byId.get(last.scale.at));
      if (around) outOf(around);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    element,
    update(state) {
      last = state;
      if (state.view !== 'scale') return;
      const next = mapIn(state);
      if (!next) return;
      const isNew = next !== map;
      if (isNew) {
        const had = focused()?.id;
        map = next;
        shownLevel = undefined;
        const { level, at } = state.scale;
        plane.show(next, { level, at: at === undefined ? undefined : next.byId.get(at) });
        const same = had && next.byId.get(had);
        if (same) plane.focus(same);
      }
      const hop = momentOf(state)?.hop;
      const [there] = hop && hop !== shownHop ? cellsOfHop(next, hop) : [];
      shownHop = hop;
      if (there && state.follow) plane.reach(standsFor(next, there, plane.level()));
      const found = foundIn(state);
      if (found !== shownFound || isNew) {
        shownFound = found;
        turn = -1;
        mini.show(next, found?.hits ?? []);
      }
      setAttribute(follow, 'aria-pressed', state.follow);
      levels.show(next, plane.level());
      field.update(state);
      crumbs.update(state);
      summary.update(state);
      remark(state);
    },
    zoom(by) {
      if (by === 'fit') plane.enter(undefined);
      else if (by === 'deeper') deeper();
      else plane.zoom(by === 'in' ? 1.25 : 0.8);
    },
    search() {
      field.input.focus();
      field.input.select();
    },
  };
}

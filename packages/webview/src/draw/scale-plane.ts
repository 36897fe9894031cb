import {
  enoughAt,
  isInView,
  type Level,
  levelAfter,
  levelAt,
  nearestCell,
  readableAt,
  type ScaleCell,
  type ScaleMap,
  type ScaleView,
  scaleLevels,
  viewOf,
  viewWith,
} from '@netk/diagram';
import { select, zoom, zoomIdentity, zoomTransform } from 'd3';
import { kept, zoomOf } from './bounds.ts';
import { el } from './el.ts';
import { type CellMarks, noMarks } from './scale-cell.ts';
import { cellLayer } from './scale-cells.ts';

/** The part of the page that the cells are in: what is in view of them, and nothing else. */
export interface Plane {
  readonly element: HTMLElement;
  /** Another map; the view and the level that were there stay where the map has them. */
  show(map: ScaleMap, start: { readonly level: Level | undefined; readonly at: ScaleCell | undefined }): void;
  /** Draws now what has changed; `marks` says what is to be seen of a cell. */
  draw(marks?: (cell: ScaleCell) => CellMarks): void;
  /** Another level, at a scale at which it can be read, around the middle of the view or around a cell. */
  deepen(level: Level, around?: ScaleCell): void;
  /** All of a cell or of the map, at the level at which one sees what is in it. */
  enter(cell: ScaleCell | undefined, level?: Level): void;
  zoom(by: number): void;
  center(point: { readonly x: number; readonly y: number }): void;
  /** Brings a cell into view. */
  reach(cell: ScaleCell): void;
  /** Brings a cell into view and gives it the focus. */
  focus(cell: ScaleCell): void;
  readonly level: () => Level;
  readonly view: () => ScaleView;
}

/** What hears of the plane: each time it was drawn, and when it stands still somewhere else. */
export interface PlaneListener {
  readonly drawn: (view: ScaleView) => void;
  readonly moved: () => void;
}

const largest = 3;

export function scalePlane(listener: PlaneListener, calm: () => boolean): Plane {
  const layer = cellLayer();
  const element = el(
    'div',
    {
      ...{ class: 'plane', role: 'group', tabindex: 0, 'data-key': 'map' },
      'aria-roledescription': 'map of the network',
    },
    layer.element,
  );
  let map: ScaleMap | undefined;
  let level: Level = 'zone';
  /** The scale at which the level was taken, and the scale before the last zoom. */
  let [since, last] = [1, 1];
  /** Nobody has chosen another view than the whole map. */
  let own = false;
  let sized = { width: 1, height: 1 };
  let marksOf: (cell: ScaleCell) => CellMarks = () => noMarks;
  let isDue = false;
  /** Where the view is going, while it goes; and the cell that had the focus last, which is drawn wherever the view is. */
  let goal: ScaleView | undefined;
  let held: ScaleCell | undefined;
  let settle: ReturnType<typeof setTimeout> | undefined;

  const size = () => ({ width: element.clientWidth || 1, height: element.clientHeight || 1 });
  const view = (): ScaleView => {
    const { k, x, y } = zoomTransform(element);
    return { k, x, y, ...size() };
  };
  const behavior = zoom<HTMLDivElement, unknown>()
    .wheelDelta(zoomOf)
    .filter((event: Event) =>
      event.type === 'wheel'
        ? (event as WheelEvent).ctrlKey || (event as WheelEvent).metaKey
        : event.type !== 'dblclick' && !(event as MouseEvent).button,
    )
    .constrain((transform) => {
      if (!map) return transform;
      const { k, x, y } = transform;
      const { width, height } = size();
      const [toX, toY] = [kept(x, map.width * k, width), kept(y, map.height * k, height)];
      return toX === x && toY === y ? transform : zoomIdentity.translate(toX, toY).scale(k);
    })
    .on('zoom', ({ transform, sourceEvent }: { transform: { k: number }; sourceEvent: Event | null }) => {
      if (sourceEvent) {
        own = true;
        follow(transform.k);
      }
      last = transform.k;
      later();
    })
    .on('end', () => {
      goal = undefined;
      stand();
    });
  const selection = select(element).call(behavior);
  selection.on('wheel.pan', (event: WheelEvent) => {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    own = true;
    const { k } = zoomTransform(element);
    behavior.translateBy(selection, (-event.deltaX * 0.8) / k, (-event.deltaY * 0.8) / k);
  });

  /** Takes another level where the user's zoom asks for it. */
  function follow(to: number): void {
    if (!map) return;
    const next = levelAfter(map, level, { from: last, to, since, whole: viewOf(map, undefined, size()).k });
    if (next !== level) take(next, to);
  }
  function take(next: Level, k: number): void {
    // all cells at once: a fade of each would be a layer of its own for the browser
    if (next !== level && !calm()) layer.element.animate([{ opacity: 0.4 }, { opacity: 1 }], 120);
    [level, since] = [next, k];
  }
  /** Drawn once for all that happens before the next frame. */
  function later(): void {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      draw();
    });
  }
  function stand(): void {
    clearTimeout(settle);
    settle = setTimeout(() => !goal && listener.moved(), 120);
  }
  function go({ k, x, y }: Pick<ScaleView, 'k' | 'x' | 'y'>, animate = true): void {
    if (element.clientWidth === 0) return;
    const to = behavior.constrain()(
      zoomIdentity.translate(x, y).scale(k),
      [
        [0, 0],
        [size().width, size().height],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    );
    // what ends by this is over before the next begins
    selection.interrupt();
    if (animate && !calm()) {
      selection.transition().duration(220).call(behavior.transform, to);
      goal = { k: to.k, x: to.x, y: to.y, ...size() };
    } else selection.call(behavior.transform, to);
    later();
  }

  function reach(cell: ScaleCell): void {
    const next = viewWith(goal ?? view(), cell);
    if (!next) return;
    own = true;
    go(next);
  }

  function draw(): void {
    if (!map || element.clientWidth === 0) return;
    const now = view();
    layer.draw({ map, level, view: now, held, marksOf });
    listener.drawn(now);
  }

  /** What is in the middle stays there. */
  function resize(): void {
    const [before, now] = [sized, view()];
    bound();
    go({ k: now.k, x: now.x + (now.width - before.width) / 2, y: now.y + (now.height - before.height) / 2 }, false);
    draw();
  }
  /** How far one can zoom. */
  function bound(): void {
    sized = size();
    if (map) behavior.scaleExtent([Math.min(1, viewOf(map, undefined, sized).k * 0.5), largest]);
  }

  /** The whole map, or where one was, before the user chose anything. */
  function begin(at: ScaleCell | undefined, wanted: Level | undefined): void {
    if (!map) return;
    const isThere = wanted !== undefined && map.levels.includes(wanted);
    const least = at && isThere ? readableAt(map, wanted) : 0;
    const to = viewOf(map, at, size(), { least });
    bound();
    take(isThere ? wanted : levelAt(map, to.k), to.k);
    own = at !== undefined;
    go(to, false);
    draw();
  }

  let asked: { readonly level: Level | undefined; readonly at: ScaleCell | undefined } | undefined;
  new ResizeObserver(() => {
    if (!map || element.clientWidth === 0) return;
    if (asked) {
      begin(asked.at, asked.level);
      asked = undefined;
    } else if (own) resize();
    else begin(undefined, undefined);
  }).observe(element);

  return {
    element,
    level: () => level,
    view,
    show(next, start) {
      const first = map === undefined || element.clientWidth === 0;
      map = next;
      held = undefined;
      layer.clear();
      element.setAttribute('aria-label', `Map: ${next.levels.join(', ')}`);
      if (!next.levels.includes(level)) take(next.levels.at(-1)!, last);
      if (element.clientWidth === 0) asked = start;
      else if (first || !own) begin(start.at, start.level);
      else draw();
    },
    draw(marks = marksOf) {
      marksOf = marks;
      draw();
    },
    deepen(to, cell) {
      if (!map) return;
      own = true;
      const now = view();
      const next = map.levels[map.levels.indexOf(to) + 1];
      const limit = next ? enoughAt(map, next) : largest;
      const whole = viewOf(map, undefined, now);
      const fits = now.k >= enoughAt(map, to) && now.k < limit;
      const k = to === map.levels[0] ? whole.k : fits ? now.k : Math.max(whole.k, readableAt(map, to));
      take(to, k);
      if (to === map.levels[0]) go(whole);
      else {
        const middle = cell ?? nearestCell(map, to, now);
        // what can be read and is in view stays where it is
        if (k !== now.k || !middle || !isInView(middle, now)) go(viewOf(map, middle, now, { least: k, most: k }));
        else later();
      }
      stand();
    },
    enter(cell, to) {
      if (!map) return;
      own = cell !== undefined;
      const inside = to ?? (cell?.opens === undefined ? undefined : scaleLevels[cell.opens]);
      const depth = inside && map.levels.includes(inside) ? inside : map.levels[0]!;
      const next = viewOf(map, cell, size(), { least: cell ? readableAt(map, depth) : 0 });
      take(cell ? depth : levelAt(map, next.k), next.k);
      go(next);
      stand();
    },
    zoom(by) {
      own = true;
      const k = view().k * by;
      follow(k);
      if (calm()) behavior.scaleBy(selection, by);
      else selection.transition().duration(120).call(behavior.scaleBy, by);
      later();
    },
    center({ x, y }) {
      own = true;
      const { k, width, height } = view();
      go({ k, x: width / 2 - x * k, y: height / 2 - y * k }, false);
    },
    reach,
    focus(cell) {
      reach(cell);
      held = cell;
      draw();
      layer.elementOf(cell)?.focus({ preventScroll: true });
    },
  };
}

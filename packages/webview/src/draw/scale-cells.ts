import { cellNames, type Level, type ScaleCell, type ScaleMap, type ScaleView, shownCells } from '@netk/diagram';
import { el } from './el.ts';
import { type CellElement, type CellMarks, cellElement } from './scale-cell.ts';

/** Pixels around the view whose cells are drawn, too, so that small moves have them. */
const around = 60;

/** What is drawn of a map. */
interface Drawing {
  readonly map: ScaleMap;
  readonly level: Level;
  readonly view: ScaleView;
  /** A cell that is drawn wherever the view is: what has the focus does not go away. */
  readonly held: ScaleCell | undefined;
  readonly marksOf: (cell: ScaleCell) => CellMarks;
}

/** The cells in the page: those that are in view, and no others. */
export interface CellLayer {
  readonly element: HTMLElement;
  draw(drawing: Drawing): void;
  clear(): void;
  elementOf(cell: ScaleCell): HTMLElement | undefined;
}

export function cellLayer(): CellLayer {
  const element = el('div', { class: 'cells' });
  const drawn = new Map<number, CellElement>();
  /** The view for which all cells were placed last: from there on, who only moves, moves them together. */
  let origin: ScaleView = { k: 0, x: 0, y: 0, width: 0, height: 0 };

  function removeAllBut(shown: readonly ScaleCell[]): void {
    const wanted = new Set(shown.map(({ at }) => at));
    for (const [at, { element: gone }] of drawn)
      if (!wanted.has(at)) {
        gone.remove();
        drawn.delete(at);
      }
  }
  return {
    element,
    draw({ map, level, view, held, marksOf }) {
      const { x, y, width, height } = view;
      const wide = { x: x + around, y: y + around, width: width + around * 2, height: height + around * 2 };
      const inView = shownCells(map, level, { ...view, ...wide });
      const shown = held && !inView.includes(held) ? [...inView, held] : inView;
      removeAllBut(shown);
      if (origin.k !== view.k) origin = view;
      element.style.transform = `translate(${(x - origin.x).toFixed(1)}px,${(y - origin.y).toFixed(1)}px)`;
      let before: Element | null = null;
      for (const cell of shown) {
        const one = drawn.get(cell.at) ?? cellElement(cell, cellNames(map));
        drawn.set(cell.at, one);
        one.mark(marksOf(cell));
        one.place(view, level, origin);
        // they are read in the order of the map
        const next: Element | null = before ? before.nextElementSibling : element.firstElementChild;
        if (one.element !== next) element.insertBefore(one.element, next);
        before = one.element;
      }
    },
    clear: () => removeAllBut([]),
    elementOf: ({ at }) => drawn.get(at)?.element,
  };
}

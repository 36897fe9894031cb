import {
  type CellNames,
  capacityText,
  cellLines,
  countsText,
  heatOf,
  isOpen,
  type Level,
  type ScaleCell,
  type ScaleView,
} from '@netk/diagram';
import { boxContext } from './boxes.ts';
import { el, hiddenWords, setAttribute } from './el.ts';
import { icon } from './icon.ts';
import { letterWidth } from './letter-width.ts';

/** What of a cell that reaches far out of the view is drawn beyond its edge. */
const beyond = 40;

/** A cell in the page. */
export interface CellElement {
  readonly cell: ScaleCell;
  readonly element: HTMLElement;
  /**
   * Puts it where it is in a view; what it says depends on its size and on whether it shows what is in it. `origin` is
   * the view at which all cells were placed last: who only moves, moves their common container, and a cell that reaches
   * out of neither view stays as it is.
   */
  place(view: ScaleView, level: Level, origin: ScaleView): void;
  /** What the search found in it (undefined: nothing is looked for), and whether a packet passes it or is in it. */
  mark(marks: CellMarks): void;
}

export interface CellMarks {
  readonly matches: number | undefined;
  readonly on: boolean;
  readonly now: boolean;
  readonly caret: boolean;
  readonly hovered: boolean;
}

export const noMarks: CellMarks = { matches: undefined, on: false, now: false, caret: false, hovered: false };

/** The words for a size of cell: a name; with what is used of it; with its addresses, too; with all that is in it. */
const rooms = [
  { name: 'all', w: 104, h: 88 },
  { name: 'more', w: 96, h: 56 },
  { name: 'some', w: 40, h: 36 },
] as const;
/** One that is lower has no room for a name. */
const leastHeight = 13;
/** A pod says its name and its address in two lines. */
const roomOfPod = { name: 'some', w: 40, h: 29 } as const;

/** Whether nothing of it is beyond the edges of the view, with what is drawn around them. */
const isWhole = ({ x, y, w, h }: ScaleCell, view: ScaleView): boolean =>
  view.x + x * view.k > 0 &&
  view.y + y * view.k > -beyond &&
  view.x + (x + w) * view.k < view.width + beyond &&
  view.y + (y + h) * view.k < view.height + beyond;

export function cellElement(cell: ScaleCell, names: CellNames): CellElement {
  const { kind, label, sub } = cell;
  // what is shown is cut to its room: what is read is all of it
  const unread = { 'aria-hidden': 'true' };
  const name = el('b', unread);
  const address = el('span', { class: 'addr', ...unread }, sub);
  const heat = heatOf(cell);
  const capacity = capacityText(cell);
  const used = el(
    'span',
    { class: 'used', ...unread },
    heat === 'high' && icon('warning'),
    heat === 'full' && el('em', {}, 'full'),
    el('span', {}, capacity),
  );
  const counts = el('span', { class: 'counts', ...unread }, countsText(cell));
  const share = heat ? Math.min(1, cell.used! / cell.max!) : 0;
  const words = hiddenWords('');
  const fill = el('i', {});
  const bar = el('span', { class: 'heat', ...unread }, fill);
  fill.style.width = `${share * 100}%`;
  fill.style.setProperty('--share', `${Math.round(35 + share * 65)}%`);
  const element = el(
    'div',
    {
      ...{ class: `cell c-${kind}`, role: 'button', tabindex: -1, 'data-id': cell.id, 'data-at': cell.at },
      ...{ 'data-heat': heat, 'data-vscode-context': cell.element && boxContext(cell.element) },
    },
    name,
    address,
    capacity !== '' && used,
    countsText(cell) !== '' && counts,
    heat && bar,
    words,
  );
  const said = (count = 0): void => {
    const lines = cellLines(cell, count);
    words.textContent = lines.join(', ');
    setAttribute(element, 'title', lines.join('\n'));
  };
  said();
  let shown = { text: '', open: false, room: '', marks: '' };
  let matches: HTMLElement | undefined;
  let placed: { readonly origin: ScaleView; readonly level: Level } | undefined;
  return {
    cell,
    element,
    place(view, level, origin) {
      const { k, x, y, width, height } = view;
      if (placed?.origin === origin && placed.level === level && isWhole(cell, view)) return;
      // one that is cut at the edge of the view is placed again wherever the view goes
      placed = isWhole(cell, view) ? { origin, level } : undefined;
      const [w, h] = [cell.w * k, cell.h * k];
      const open = isOpen(cell, level);
      // the words of one that begins left of the view stand at its edge
      const left = Math.max(open ? -1 : -beyond, x + cell.x * k);
      const top = Math.max(-beyond, y + cell.y * k);
      const right = Math.min(width + beyond, x + (cell.x + cell.w) * k);
      const bottom = Math.min(height + beyond, y + (cell.y + cell.h) * k);
      const { style } = element;
      style.transform = `translate(${(left + origin.x - x).toFixed(1)}px,${(top + origin.y - y).toFixed(1)}px)`;
      style.width = `${Math.max(0, right - left).toFixed(1)}px`;
      style.height = `${Math.max(0, bottom - top).toFixed(1)}px`;
      const door = open && left > -1 ? Math.min(60, cell.door * k) + 11 : 7;
      if (open) style.setProperty('--door', `${door.toFixed(1)}px`);
      const room = open
        ? 'open'
        : ((kind === 'pod' ? [roomOfPod] : rooms).find((each) => w >= each.w && h >= each.h)?.name ??
          (h < leastHeight ? 'none' : 'name'));
      const text = names(cell)(
        label,
        Math.max(20, w - door - (matches && !matches.hidden && !open ? 9 + matches.textContent.length * 7 : 7)),
        (letters) => [...letters].length * letterWidth(),
      );
      if (text !== shown.text) name.textContent = text;
      if (open !== shown.open) setAttribute(element, 'aria-expanded', cell.opens === undefined ? undefined : open);
      if (room !== shown.room) element.dataset.room = room;
      shown = { ...shown, text, open, room };
    },
    mark(marks) {
      const key = JSON.stringify(marks);
      if (key === shown.marks) return;
      shown = { ...shown, marks: key };
      const { matches: count, on, now, caret, hovered } = marks;
      // of a cell that nothing is in, its border says it
      const badge = count && cell.end > cell.at + 1 ? String(count) : '';
      if (badge !== '' && !matches) {
        matches = el('span', { class: 'hits', ...unread });
        element.append(matches);
      }
      if (matches) {
        matches.hidden = badge === '';
        matches.textContent = badge;
        placed = undefined; // it takes room of the name
      }
      const { classList } = element;
      classList.toggle('hit', Boolean(count));
      classList.toggle('miss', count === 0);
      classList.toggle('on', on);
      classList.toggle('now', now);
      classList.toggle('caret', caret);
      classList.toggle('hovered', hovered);
      said(count);
    },
  };
}

import { hopsText, lineOf, type MapStop, type ScaleMap, type ScaleView } from '@netk/diagram';
import type { Moment } from '@netk/engine';
import type { MapWay } from '../state/scale.ts';
import { shape } from './boxes.ts';

type Direction = Moment['direction'];

/** Pixels between the lines of both directions, so that neither covers the other. */
const aside = { forward: 0, reply: 5 } as const;
const pill = { height: 15, letter: 7, pad: 7, gap: 1, above: 5 } as const;

/** The way of a packet over the map: its lines, and the numbers of its hops where it passes a cell. */
export interface WayLayer {
  readonly element: SVGSVGElement;
  /** Another way, or none; `direction` is that of the cursor, whose numbers are shown. */
  show(map: ScaleMap, way: MapWay | undefined, direction: Direction, hop: number, dead: boolean): void;
  place(view: ScaleView): void;
}

interface Pill {
  readonly element: SVGGElement;
  readonly x: number;
  readonly y: number;
  readonly shift: number;
}

/** `chosen` hears which hop somebody pressed. */
export function wayLayer(chosen: (direction: Direction, hop: number) => void): WayLayer {
  const element = shape('svg', { class: 'mapway' });
  element.setAttribute('aria-hidden', 'true');
  const lines = { forward: shape('path', { class: 'way f' }), reply: shape('path', { class: 'way r' }) };
  const numbers = shape('g', {});
  element.append(lines.reply, lines.forward, numbers);
  let points: Readonly<Record<Direction, ReturnType<typeof lineOf>>> = { forward: [], reply: [] };
  let pills: readonly Pill[] = [];
  numbers.addEventListener('click', (event) => {
    const { direction, hop } = (event.target as Element).closest<SVGGElement>('.hopno')?.dataset ?? {};
    if (hop !== undefined) chosen(direction === 'reply' ? 'reply' : 'forward', Number(hop));
  });
  return {
    element,
    show(map, way, direction, hop, dead) {
      points = way ? { forward: lineOf(map, way.forward), reply: lineOf(map, way.reply) } : { forward: [], reply: [] };
      element.classList.toggle('back', direction === 'reply');
      pills = way ? pillsOf(way[direction], direction, hop, dead) : [];
      numbers.replaceChildren(...pills.map((each) => each.element));
    },
    place(view) {
      for (const direction of ['forward', 'reply'] as const) {
        const by = aside[direction];
        const d = points[direction]
          .map(({ x, y }, i) => {
            const [px, py] = [view.x + x * view.k + by, view.y + y * view.k + by];
            return `${i === 0 ? 'M' : 'L'}${within(px, view.width)} ${within(py, view.height)}`;
          })
          .join('');
        lines[direction].setAttribute('d', d);
      }
      for (const { element: group, x, y, shift } of pills)
        group.setAttribute(
          'transform',
          `translate(${view.x + x * view.k + shift},${view.y + y * view.k - pill.above})`,
        );
    },
  };
}

/** A line that leaves the view far away is as long as one that leaves it near: software draws dashes one by one. */
const within = (at: number, room: number): string => Math.max(-500, Math.min(room + 500, at)).toFixed(1);

/** More numbers than these do not stand at one cell: one and a count of the others. */
const most = 2;

/** The numbers at each cell. Where a packet comes by often, that of the cursor's hop is among them. */
function pillsOf(stops: readonly MapStop[], direction: Direction, hop: number, dead: boolean): readonly Pill[] {
  const isHere = ({ from, to }: MapStop): boolean => from <= hop && hop <= to;
  return [...new Set(stops.map(({ cell }) => cell))].flatMap((cell) => {
    const all = stops.filter((stop) => stop.cell === cell);
    const shown = all.length > most ? [all.find(isHere) ?? all[0]!] : all;
    let shift: number | undefined;
    const add = (text: string, stop: MapStop, classes: string): Pill => {
      const width = Math.max(pill.height, text.length * pill.letter + pill.pad);
      // the first ends at the door: right of it are names
      shift ??= pill.height / 2 - width;
      const own = { ...pillElement(text, width, stop, direction, classes), shift };
      shift += width + pill.gap;
      return own;
    };
    const pills = shown.map((stop) => {
      const isDeath = dead && stop === stops.at(-1);
      const text = `${hopsText(stop, direction)}${isDeath ? ' ✕' : ''}`;
      return add(text, stop, `${isHere(stop) ? ' cur' : ''}${isDeath ? ' bad' : ''}`);
    });
    const [next] = all.filter((stop) => !shown.includes(stop));
    return next ? [...pills, add(`+${all.length - shown.length}`, next, '')] : pills;
  });
}

function pillElement(
  text: string,
  width: number,
  { cell, from }: MapStop,
  direction: Direction,
  classes: string,
): Omit<Pill, 'shift'> {
  const element = shape('g', {
    class: `hopno ${direction}${classes}`,
    'data-direction': direction,
    'data-hop': from,
  });
  const radius = direction === 'reply' ? 2 : pill.height / 2;
  const words = shape('text', { x: width / 2, y: pill.height / 2 - 4, 'text-anchor': 'middle' });
  words.textContent = text;
  element.append(shape('rect', { x: 0, y: -pill.height / 2, width, height: pill.height, rx: radius }), words);
  return { element, x: cell.x + cell.door, y: cell.y };
}

import {
  type Box,
  boxShapes,
  full,
  type Geometry,
  type Level,
  type Names,
  namesIn,
  type Shape,
  spokenName,
} from '@netk/diagram';
import type { Selection } from 'd3';
import { drawn } from './svg.ts';

export type Layer = Selection<SVGGElement, unknown, null, undefined>;

/** Boxes that a person can press: everything that stands for an element of the source. A node's kernel bar is the node. */
export const pressable = (box: Box): boolean => box.element !== undefined && box.kind !== 'kernel';

/** What VS Code's menu of a box is told: trace from here, trace to here. */
export const boxContext = (element: string): string =>
  JSON.stringify({ webviewSection: 'box', element, preventDefaultContextMenuItems: true });

/** Joins the boxes of some kinds to a layer. Known boxes move to their new place. */
export function drawBoxes(
  layer: Layer,
  geometry: Geometry,
  kinds: readonly Box['kind'][],
  level: Level,
  duration: number,
): void {
  const names = namesIn(geometry);
  const boxes = geometry.boxes.filter((box) => kinds.includes(box.kind));
  boxes.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
  const joined = layer
    .selectAll<SVGGElement, Box>('g.box')
    .data(boxes, (box) => `${box.kind} ${box.id}`)
    .join((enter) => enter.append('g').attr('transform', at));
  joined.order();
  joined
    .attr('class', (box) => `box k-${box.kind}${box.kind === 'cell' && full(box) ? ' full' : ''}`)
    .attr('data-id', (box) => box.id)
    .attr('role', (box) => (pressable(box) ? 'button' : null))
    .attr('tabindex', (box) => (pressable(box) ? -1 : null))
    .attr('data-vscode-context', (box) => (pressable(box) ? boxContext(box.element!) : null))
    .attr('aria-hidden', (box) => (pressable(box) ? null : 'true'))
    .attr('aria-label', (box) => (pressable(box) ? spokenName(box, level, names) : null))
    .each(function (box) {
      fillBox(this, box, level, names);
    });
  if (duration > 0) joined.transition().duration(duration).attr('transform', at);
  else joined.attr('transform', at);
}

const at = (box: Box): string => `translate(${box.x},${box.y})`;

/** Draws a layer anew. */
export const fill = (layer: Layer, shapes: readonly Shape[]): void =>
  layer.node()!.replaceChildren(...shapes.map(drawn));

/** What stands on one box, relative to its corner. */
function fillBox(group: SVGGElement, box: Box, level: Level, names: Names): void {
  group.replaceChildren(...boxShapes(box, level, names).map((each) => (typeof each === 'string' ? each : drawn(each))));
  // a style of its own may not stand in an attribute, where the page's policy refuses it
  for (const bar of group.querySelectorAll<SVGElement>('[data-share]'))
    bar.style.setProperty('--share', `${bar.dataset.share}%`);
}

export function shape<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

import { hotOf, type Route } from '@netk/diagram';
import type { Moment } from '@netk/engine';
import { select } from 'd3';
import { shape } from './boxes.ts';

/** The packet itself: a dot at the end of the current pieces, which it travels when the device changes. */
export function travel(layer: SVGGElement, ways: readonly Route[], moment: Moment, animate: boolean): void {
  const route = ways.findLast(
    ({ direction, points }) => direction === moment.direction && (points[0]?.hop ?? 0) <= moment.hopIndex + 1,
  );
  const hot = route ? hotOf(route.points, moment.hopIndex) : [];
  const rest = route?.points.findLast((point) => point.hop <= moment.hopIndex) ?? route?.points[0];
  const end = hot.at(-1) ?? rest;
  if (!end) {
    layer.replaceChildren();
    return;
  }
  const dot = (layer.firstElementChild as SVGCircleElement | null) ?? shape('circle', { class: 'pkt', r: 4.5 });
  if (!dot.isConnected) layer.append(dot);
  const at = (point: { x: number; y: number }): string => `translate(${point.x},${point.y})`;
  select(dot).interrupt();
  if (!animate || hot.length < 2) {
    dot.setAttribute('transform', at(end));
    return;
  }
  const path = shape('path', { d: `M${hot.map((point) => `${point.x},${point.y}`).join('L')}` });
  const length = path.getTotalLength();
  select(dot)
    .transition()
    .duration(220)
    .attrTween('transform', () => (t) => at(path.getPointAtLength(length * t)));
}

import type { Moment } from '@netk/engine';

/** How much of a step's width one of the other direction has, where connections follow each other: three addresses must be read. */
const other = 0.46;

/** Where the steps stand on the strip, in per cent: one more than there are steps, from 0 to 100. */
export function edgesOf(
  moments: readonly Pick<Moment, 'direction' | 'leg'>[],
  direction: Moment['direction'],
): readonly number[] {
  const even = moments.every(({ leg }) => leg === undefined);
  const edges = [0];
  for (const moment of moments) edges.push(edges.at(-1)! + (even || moment.direction === direction ? 1 : other));
  const whole = edges.at(-1)! || 1;
  return edges.map((edge) => (edge / whole) * 100);
}

/** The step at a place of the strip. */
export function stepAt(edges: readonly number[], place: number): number {
  const next = edges.findIndex((edge) => edge > place);
  return Math.max(0, (next < 0 ? edges.length - 1 : next) - 1);
}

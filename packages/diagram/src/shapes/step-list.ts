import { type Branch, matters, timelineOf } from '@netk/engine';
import { elide, monoWidth, sansWidth } from '../metrics.ts';
import { badgeShape } from './route-shapes.ts';
import type { Shape } from './shape.ts';
import { shapeOf } from './shape.ts';

/** Where a number of a picture leads to: the hop in the list below it. */
export const stepAnchor = (direction: 'forward' | 'reply', hop: number): string => `${direction}-${hop + 1}`;

const hopHeight = 20;
const stepHeight = 15;
const left = 34;

/** Every hop of a branch by its number, with the steps that mattered: what the numbers of a picture stand for. */
export function stepList(
  branch: Branch,
  width: number,
): { readonly height: number; readonly shapes: readonly Shape[] } {
  const moments = timelineOf(branch);
  const shapes: Shape[] = [];
  let y = 0;
  for (const direction of ['forward', 'reply'] as const) {
    branch[direction].forEach((hop, index) => {
      y += hopHeight;
      const text = `${direction === 'reply' ? 'R' : ''}${index + 1}`;
      const steps = moments.filter((each) => each.hop === hop && each.direction === direction && matters(each));
      const rows = steps.map(({ step }, at) => {
        const stage = elide(step.stage, 150, sansWidth);
        return shapeOf(
          'g',
          {},
          shapeOf('text', { class: 'way', x: left, y: y + (at + 1) * stepHeight }, stage),
          shapeOf(
            'text',
            { class: 'sub', x: left + 156, y: y + (at + 1) * stepHeight },
            elide(step.entry, width - left - 160, monoWidth),
          ),
        );
      });
      shapes.push(
        shapeOf(
          'g',
          { id: stepAnchor(direction, index) },
          badgeShape({ x: 14, y: y - 4, text, direction }, { past: true }),
          shapeOf('text', { class: 'title', x: left, y }, elide(hop.device, width - left, sansWidth)),
          ...rows,
        ),
      );
      y += rows.length * stepHeight;
    });
  }
  return { height: y + 8, shapes };
}

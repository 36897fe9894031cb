import type { Geometry } from '@netk/diagram';
import type { Branch } from '@netk/engine';
import { shape } from './boxes.ts';
import { el } from './el.ts';
import type { Frame } from './viewport.ts';

/** Whether the drawing leaves a line of room below it: tools and legend stand there, where they cover nothing. */
export const isFree = (frame: Frame, geometry: Geometry): boolean =>
  frame.y + geometry.height * frame.scale + 40 < frame.height;

/** What the lines mean. It stands where the drawing leaves room, and nowhere else. */
export function legend(): {
  readonly element: HTMLElement;
  place(frame: Frame, geometry: Geometry, branch: Branch | undefined): void;
} {
  const line = (direction: 'forward' | 'reply'): Node => {
    const svg = shape('svg', { viewBox: '0 0 34 12', 'aria-hidden': 'true' });
    svg.append(
      shape('path', { class: `route ${direction}`, d: 'M0 6H27' }),
      shape('path', { class: `arrow ${direction}`, d: 'M33 6l-7-4.2v8.4z' }),
    );
    return svg;
  };
  const end = shape('svg', { viewBox: '0 0 34 12', 'aria-hidden': 'true' });
  end.append(
    shape('path', { class: 'route forward', d: 'M0 6H26' }),
    shape('path', { class: 'term forward', d: 'M28 1v10' }),
  );
  const ends = el('i', {}, end, 'connection ends');
  const element = el(
    'div',
    { class: 'legend', hidden: true },
    el('i', {}, line('forward'), 'forward'),
    el('i', {}, line('reply'), 'reply'),
    ends,
  );
  return {
    element,
    place(frame, geometry, branch) {
      const below = isFree(frame, geometry);
      const hosts = geometry.boxes.filter((box) => box.kind === 'outside').map((box) => box.x + box.w + 30);
      const used = frame.x + Math.max(110, ...hosts) * frame.scale;
      const beside = geometry.boxes.some((box) => box.kind === 'internet') && frame.width - 140 - 170 > used;
      ends.hidden = !below || branch?.legs === undefined;
      element.hidden = !branch || branch.control === true || (!below && !beside);
      element.classList.toggle('below', below);
    },
  };
}

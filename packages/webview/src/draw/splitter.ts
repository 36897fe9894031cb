import { el, setAttribute } from './el.ts';
import type { Hands, Part } from './panel.ts';

/** The border between diagram and trace, for the pointer and for the arrow keys. */
export function splitter(hands: Hands, frame: HTMLElement): Part {
  const element = el('div', {
    class: 'split',
    role: 'separator',
    tabindex: 0,
    'aria-orientation': 'horizontal',
    'aria-label': 'Size of the diagram',
    'aria-valuemin': 15,
    'aria-valuemax': 80,
  });
  const usual = 48;
  let share: number | undefined;
  const wide = (): boolean => element.clientWidth < element.clientHeight;
  element.addEventListener('pointerdown', (event) => element.setPointerCapture(event.pointerId));
  element.addEventListener('pointermove', (event) => {
    if (!element.hasPointerCapture(event.pointerId)) return;
    const box = frame.getBoundingClientRect();
    const part = wide() ? (event.clientX - box.left) / box.width : (event.clientY - box.top - 36) / box.height;
    hands.dispatch({ kind: 'split', share: Math.round(part * 100) });
  });
  element.addEventListener('keydown', (event) => {
    const by = { ArrowUp: -2, ArrowLeft: -2, ArrowDown: 2, ArrowRight: 2 }[event.key];
    if (by === undefined) return;
    hands.dispatch({ kind: 'split', share: (share ?? usual) + by });
    event.preventDefault();
    event.stopPropagation();
  });
  return {
    element,
    update(state) {
      share = state.split;
      setAttribute(element, 'aria-valuenow', share ?? usual);
    },
  };
}

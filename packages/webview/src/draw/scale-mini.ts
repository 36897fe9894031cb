import { heatOf, type ScaleCell, type ScaleMap, type ScaleView } from '@netk/diagram';
import { shape } from './boxes.ts';
import { el } from './el.ts';

const width = 132;
const tallest = 96;
/** More rectangles than these nobody sees apart. */
const most = 1500;

/** The whole map in a corner: its cells, what is found, what is full, and the part that is in view. */
export interface Minimap {
  readonly element: HTMLElement;
  show(map: ScaleMap, hits: readonly number[]): void;
  place(view: ScaleView): void;
}

/** `go` hears where in the map somebody pressed or dragged. */
export function minimap(go: (point: { readonly x: number; readonly y: number }) => void): Minimap {
  const svg = shape('svg', { preserveAspectRatio: 'none' });
  const paths = ['base', 'worst', 'found'].map((name) => shape('path', { class: name }));
  const seen = shape('rect', { class: 'seen', 'vector-effect': 'non-scaling-stroke' });
  svg.append(...paths, seen);
  // everything that it does is done by keys and by the wheel, too
  const element = el('div', { class: 'mini', 'aria-hidden': 'true', hidden: true }, svg);
  let size = { width: 1, height: 1 };
  const press = (event: PointerEvent): void => {
    const box = svg.getBoundingClientRect();
    const share = (at: number, start: number, length: number): number =>
      Math.max(0, Math.min(1, (at - start) / length));
    go({
      x: share(event.clientX, box.left, box.width) * size.width,
      y: share(event.clientY, box.top, box.height) * size.height,
    });
  };
  element.addEventListener('pointerdown', (event) => {
    element.setPointerCapture(event.pointerId);
    press(event);
  });
  element.addEventListener('pointermove', (event) => {
    if (element.hasPointerCapture(event.pointerId)) press(event);
  });
  return {
    element,
    show(map, hits) {
      size = map;
      const scale = Math.min(width / map.width, tallest / map.height);
      svg.setAttribute('viewBox', `0 0 ${map.width} ${map.height}`);
      svg.setAttribute('width', String(map.width * scale));
      svg.setAttribute('height', String(map.height * scale));
      const drawn = ['node', 'subnet'] as const;
      const kind = drawn.find((each) => map.cells.filter((cell) => cell.kind === each).length <= most) ?? 'zone';
      const base = map.cells.filter((cell) => cell.kind === kind || cell.kind === 'host');
      const full = map.cells.filter((cell) => cell.kind === 'node' && heatOf(cell) === 'full');
      // a pod is found in its node: alone it is smaller than a pixel
      const found = new Set(hits.map((at) => map.cells[at]!).map((hit) => (hit.kind === 'pod' ? hit.parent : hit.at)));
      const lists = [base, full, [...found].map((at) => map.cells[at]!)];
      for (const [i, path] of paths.entries()) path.setAttribute('d', lists[i]!.map(outline).join(''));
    },
    place({ k, x, y, width: w, height: h }) {
      const right = x + size.width * k;
      const isWhole = x >= 0 && y >= 0 && right <= w + 1 && y + size.height * k <= h + 1;
      // it covers nothing of what is all in view
      element.hidden = isWhole && (w < 1000 || right > w - width - 20);
      if (element.hidden) return;
      const [left, top] = [Math.max(0, -x / k), Math.max(0, -y / k)];
      const [wide, high] = [Math.min(size.width, (w - x) / k) - left, Math.min(size.height, (h - y) / k) - top];
      for (const [name, at] of Object.entries({ x: left, y: top, width: wide, height: high }))
        seen.setAttribute(name, Math.max(0, at).toFixed(1));
    },
  };
}

const outline = ({ x, y, w, h }: ScaleCell): string =>
  `M${x.toFixed(0)} ${y.toFixed(0)}h${w.toFixed(0)}v${h.toFixed(0)}h${(-w).toFixed(0)}z`;

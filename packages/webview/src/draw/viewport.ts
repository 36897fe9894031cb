import type { Geometry } from '@netk/diagram';
import { type Selection, zoom, zoomIdentity, zoomTransform } from 'd3';
import { kept, scalesOf, zoomOf } from './bounds.ts';

/** The part of the drawing that is in view, in screen pixels and as a scale. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Viewport {
  /** Shows a geometry from the start, unless the user chose a view of their own. */
  show(geometry: Geometry): void;
  zoom(by: 'in' | 'out' | 'fit'): void;
  /** Brings a point into view where the picture does not fit; in the middle when the user asked to follow. */
  follow(point: { readonly x: number; readonly y: number }, always: boolean): void;
  reach(box: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }): void;
  /** Shows a box at a scale: in the middle, or from its corner where it is larger than the view. */
  put(box: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }, k: number): void;
  /** The point of the drawing in the middle of the view. */
  middle(): { readonly x: number; readonly y: number };
  /** The scale at which the whole width would be in view. */
  scaleFor(geometry: Geometry): number;
  frame(): Frame;
}

const pad = 8;
/** Below this scale words are hard to read: the picture is moved instead of shrunk further. */
const readable = 0.75;
/** In a narrow panel the picture follows the packet at this scale. */
const narrow = { width: 640, scale: 0.85 };
const largest = 1.25;

/** Zoom and pan of the drawing. The wheel pans, with Ctrl or ⌘ it zooms; `zoomed` hears when the user chose a scale. */
export function viewport(
  svg: Selection<SVGSVGElement, unknown, null, undefined>,
  world: Selection<SVGGElement, unknown, null, undefined>,
  calm: () => boolean,
  zoomed: (scale: number) => void,
): Viewport {
  const node = svg.node()!;
  let shown: Geometry | undefined;
  let own = false;
  let scale = 1;
  const behavior = zoom<SVGSVGElement, unknown>()
    .wheelDelta(zoomOf)
    .constrain((transform, [[left, top], [right, bottom]]) => {
      if (!shown) return transform;
      const { k, x, y } = transform;
      const [toX, toY] = [kept(x, shown.width * k, right - left), kept(y, shown.height * k, bottom - top)];
      return toX === x && toY === y ? transform : zoomIdentity.translate(toX, toY).scale(k);
    })
    .filter((event: Event) =>
      event.type === 'wheel'
        ? (event as WheelEvent).ctrlKey || (event as WheelEvent).metaKey
        : event.type !== 'dblclick' && !(event as MouseEvent).button,
    )
    .on('zoom', ({ transform, sourceEvent }: { transform: { toString(): string }; sourceEvent: Event | null }) => {
      if (sourceEvent) own = true;
      world.attr('transform', transform.toString());
    })
    .on('end', ({ sourceEvent }: { sourceEvent: Event | null }) => {
      const { k } = zoomTransform(node);
      if (sourceEvent?.type !== 'wheel' || k === scale) return;
      scale = k;
      zoomed(k);
    });
  svg.call(behavior);
  svg.on('wheel.pan', (event: WheelEvent) => {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    own = true;
    const { k } = zoomTransform(node);
    behavior.translateBy(svg, (-event.deltaX * 0.8) / k, (-event.deltaY * 0.8) / k);
  });

  const size = (): { w: number; h: number } => ({ w: node.clientWidth || 1, h: node.clientHeight || 1 });
  const whole = (geometry: Geometry): number => {
    const { w, h } = size();
    return Math.min((w - pad * 2) / geometry.width, (h - pad * 2) / geometry.height, largest);
  };
  /** All of it where that can be read; else the width of it, where that can be read; else a readable part. */
  const comfortable = (geometry: Geometry): number => {
    const { w } = size();
    if (w < narrow.width) return Math.max(whole(geometry), narrow.scale);
    return Math.max(whole(geometry), Math.min(readable, (w - pad * 2) / geometry.width));
  };
  const set = (k: number, x: number, y: number, animate: boolean): void => {
    // A folded diagram has no size; it is shown anew when it gets one.
    if (node.clientWidth === 0) return;
    const transform = zoomIdentity.translate(x, y).scale(k);
    if (animate && !calm()) svg.transition().duration(220).call(behavior.transform, transform);
    else svg.interrupt().call(behavior.transform, transform);
  };
  const fitted = (geometry: Geometry, k: number): [number, number] => [
    geometry.width * k <= size().w ? (size().w - geometry.width * k) / 2 : pad,
    pad,
  ];
  const bounded = (at: number, length: number, room: number): number =>
    length + pad * 2 <= room ? (room - length) / 2 : Math.min(pad, Math.max(room - length - pad, at));

  function center(point: { x: number; y: number }, animate: boolean): void {
    if (!shown) return;
    const { k } = zoomTransform(node);
    const { w, h } = size();
    const tall = shown.height * k + pad * 2 > h;
    const x = bounded(w / 2 - point.x * k, shown.width * k, w);
    const y = tall ? bounded(h / 2 - point.y * k, shown.height * k, h) : pad;
    set(k, x, y, animate);
  }

  return {
    show(geometry) {
      const first = shown === undefined;
      shown = geometry;
      const { w, h } = size();
      behavior.scaleExtent(scalesOf(geometry, { width: w, height: h }));
      if (own && !first) return;
      const k = comfortable(geometry);
      set(k, ...fitted(geometry, k), false);
    },
    zoom(by) {
      if (!shown) return;
      if (by === 'fit') {
        own = false;
        const k = whole(shown);
        return set(k, ...fitted(shown, k), true);
      }
      own = true;
      const factor = by === 'in' ? 1.25 : 0.8;
      const tell = (): void => zoomed(zoomTransform(node).k);
      if (calm()) {
        behavior.scaleBy(svg, factor);
        tell();
      } else svg.transition().duration(120).call(behavior.scaleBy, factor).on('end', tell);
    },
    follow(point, always) {
      if (!shown) return;
      const { k, x, y } = zoomTransform(node);
      const { w, h } = size();
      const [sx, sy] = [point.x * k + x, point.y * k + y];
      const inside = sx > 48 && sx < w - 48 && sy > 40 && sy < h - 56;
      if (always || (!own && !inside)) center(point, true);
    },
    reach(box) {
      const { k, x, y } = zoomTransform(node);
      const { w, h } = size();
      const inside =
        box.x * k + x >= 0 && box.y * k + y >= 0 && (box.x + box.w) * k + x <= w && (box.y + box.h) * k + y <= h;
      if (!inside) center({ x: box.x + box.w / 2, y: box.y + box.h / 2 }, true);
    },
    put(box, k) {
      own = true;
      const { w, h } = size();
      const middle = (at: number, length: number, room: number): number =>
        length * k > room - pad * 2 ? pad - at * k : room / 2 - (at + length / 2) * k;
      set(k, middle(box.x, box.w, w), middle(box.y, box.h, h), false);
    },
    middle() {
      const { k, x, y } = zoomTransform(node);
      const { w, h } = size();
      return { x: (w / 2 - x) / k, y: (h / 2 - y) / k };
    },
    scaleFor: (geometry) => (node.clientWidth === 0 ? 1 : (size().w - pad * 2) / geometry.width),
    frame() {
      const { k, x, y } = zoomTransform(node);
      return { width: size().w, height: size().h, scale: k, x, y };
    },
  };
}

import type { ToWebview } from '@netk/protocol';
import type { Told } from './walks-of.ts';

/** What a scripted zoom saw: the time from each frame to the next in milliseconds, and the most cells that were in the page. */
export interface Zoomed {
  readonly frames: readonly number[];
  readonly cells: number;
  readonly deepest: string;
}

/**
 * Runs in the page: from the whole map to the pods of one node by the wheel, along these pods, and back, an event of the
 * wheel in each frame; with 120 `steps` as a hand would do it in five seconds.
 */
export async function scriptedZoom({ steps }: { readonly steps: number }): Promise<Zoomed> {
  const plane = document.querySelector<HTMLElement>('.plane')!;
  const places = plane.querySelector('.cells')!;
  const { left, top, width, height } = plane.getBoundingClientRect();
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const turn = (ctrlKey: boolean, deltaX: number, deltaY: number): void => {
    const [clientX, clientY] = [left + width * 0.3, top + height * 0.7];
    const event = { ctrlKey, deltaX, deltaY, clientX, clientY, bubbles: true, cancelable: true, view: window };
    plane.dispatchEvent(new WheelEvent('wheel', event));
  };
  const frames: number[] = [];
  let cells = 0;
  let deepest = '';
  let last = await frame();
  const play = async (count: number, act: () => void): Promise<void> => {
    for (let i = 0; i < count; i++) {
      act();
      const now = await frame();
      frames.push(now - last);
      last = now;
      cells = Math.max(cells, places.childElementCount);
    }
  };
  await play(steps, () => turn(true, 0, -4));
  deepest = document.querySelector('.levels [aria-checked=true]')?.textContent ?? '';
  await play(steps / 2, () => turn(false, 14, 6));
  await play(steps, () => turn(true, 0, 4));
  return { frames, cells, deepest };
}

/** Runs in the page before its own scripts: stands in for the editor, which remembers that the view of scale was shown. */
export function standIn(): void {
  const place = { uri: 'memory:/bench.netk', view: 'scale' };
  const api = { postMessage: () => {}, getState: () => place, setState: () => {} };
  Object.assign(globalThis, { acquireVsCodeApi: () => api });
}

/** Runs in the page, with the colours of a theme: milliseconds from a picture's arrival to its first frame with cells. */
export async function openMap({ told, themes }: { readonly told: Told; readonly themes: string }): Promise<number> {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(themes);
  document.adoptedStyleSheets.push(sheet);
  document.body.classList.add('vscode-dark');
  const say = (data: ToWebview): void =>
    void dispatchEvent(new MessageEvent('message', { data, origin: window.origin }));
  const { picture, trace } = told;
  const { uri } = picture;
  const started = performance.now();
  say({ kind: 'open', uri, walk: trace.id });
  say({ kind: 'picture', picture });
  say({ kind: 'trace', uri, version: 1, walk: trace.id, trace });
  do await new Promise(requestAnimationFrame);
  while (!document.querySelector('.cell'));
  return performance.now() - started;
}

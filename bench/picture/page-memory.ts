import type { FromWebview, ToWebview } from '@netk/protocol';
import type { Browser } from './browser.ts';
import { type HeapData, heapData } from './heap-data.ts';
import type { Told } from './walks-of.ts';

/** What a page holds after a collection of garbage: data, elements of the document, and who listens to them. */
export interface Holding extends HeapData {
  readonly nodes: number;
  readonly listeners: number;
}

/** What is given to the page: the same walk of two texts as JSON, so that each time it gets values that it has never seen. */
interface Turns {
  readonly told: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** In the page: it is told of one edit after another, in both views by turns, and draws each. */
async function rewalk({ told, from, to }: Turns): Promise<void> {
  const say = (data: ToWebview): void =>
    void dispatchEvent(new MessageEvent('message', { data, origin: window.origin }));
  const drawn = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  for (let version = from; version < to; version++) {
    const { picture, trace } = JSON.parse(told[version % told.length]!) as Told;
    const { uri } = picture;
    if (version === 1) say({ kind: 'open', uri, walk: trace.id });
    say({ kind: 'picture', picture: { ...picture, version } });
    say({ kind: 'trace', uri, version, walk: trace.id, trace });
    const view = version % 4 < 2 ? 'topology' : 'sequence';
    document.querySelector<HTMLElement>(`[data-key="view-${view}"]`)?.click();
    await drawn();
  }
  if (!document.querySelector('.outcome .verdict')) throw new Error('the panel shows no walk');
}

/** What the panel holds after some edits, and after a number of others. */
export async function holdings(
  browser: Browser,
  url: string,
  told: readonly Told[],
  { before, more }: { readonly before: number; readonly more: number },
): Promise<readonly [Holding, Holding]> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  try {
    await page.addInitScript(() => {
      const postMessage = ({ kind }: FromWebview): void => {
        if (kind === 'ready') Object.assign(globalThis, { isReady: true });
      };
      const api = { postMessage, getState: () => undefined, setState: () => {} };
      Object.assign(globalThis, { acquireVsCodeApi: () => api });
    });
    await page.goto(url);
    await page.evaluate(async () => {
      while (!('isReady' in globalThis)) await new Promise((done) => setTimeout(done, 10));
    }, undefined);
    const session = await page.context().newCDPSession(page);
    const holding = async (): Promise<Holding> => {
      for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
      const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
      return { ...(await heapData(session)), nodes: nodes!, listeners: jsEventListeners! };
    };
    const texts = told.map((each) => JSON.stringify(each));
    await page.evaluate(rewalk, { told: texts, from: 1, to: 1 + before });
    const first = await holding();
    await page.evaluate(rewalk, { told: texts, from: 1 + before, to: 1 + before + more });
    return [first, await holding()];
  } finally {
    await page.close();
  }
}

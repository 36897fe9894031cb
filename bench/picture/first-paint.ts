import type { Browser } from './browser.ts';

/** When something is seen of a page, in milliseconds since it was asked for. */
export interface Seen {
  /** The first paint of anything. */
  readonly painted: number;
  /** The panel has built what it shows before any file is told; 0: the page has no panel. */
  readonly built: number;
}

/** Opens a page as if for the first time, and waits until it was painted. */
export async function firstPaint(browser: Browser, url: string, hasPanel: boolean): Promise<Seen> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  try {
    await page.addInitScript(() => {
      const api = { postMessage: () => {}, getState: () => undefined, setState: () => {} };
      Object.assign(globalThis, { acquireVsCodeApi: () => api });
      const look = new MutationObserver(() => {
        if (!document.querySelector('.diagram')) return;
        look.disconnect();
        Object.assign(globalThis, { builtAt: performance.now() });
      });
      look.observe(document, { childList: true, subtree: true });
    });
    await page.goto(url);
    return await page.evaluate(async (waits) => {
      const given = globalThis as { builtAt?: number };
      for (;;) {
        const [paint] = performance.getEntriesByName('first-paint');
        if (paint && (!waits || given.builtAt !== undefined))
          return { painted: paint.startTime, built: given.builtAt ?? 0 };
        await new Promise((done) => setTimeout(done, 5));
      }
    }, hasPanel);
  } finally {
    await page.close();
  }
}

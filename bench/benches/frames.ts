import { readFileSync } from 'node:fs';
import { clusterText } from '../cluster-text.ts';
import { openBrowser } from '../picture/browser.ts';
import { panelFiles } from '../picture/panel-files.ts';
import { toldOf } from '../picture/walks-of.ts';
import { openMap, scriptedZoom, standIn, type Zoomed } from '../picture/zoom-script.ts';
import { type Bench, ms, type Options, type Row, scaled } from '../row.ts';

const themes = new URL('../../packages/webview/src/page/themes.css', import.meta.url);

/** Milliseconds between two pictures of a screen: what is not ready then comes with the next one. */
const beat = 1000 / 60;
/** Beats that a frame takes which is drawn in software. */
const most = 2;

/** The value below which a share of the values is. */
const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

async function* rows(options: Options): AsyncIterable<Row> {
  const pods = scaled(10_000, options);
  const common = {
    bench: 'frames',
    what: 'a scripted zoom on the map, from the whole to pods and back: 95th percentile of frame time',
    size: `${pods} pods`,
    aim: `≤ ${ms(most * beat)} in software`,
  };
  const browser = await openBrowser();
  if ('missing' in browser) {
    yield { ...common, measured: 'no browser', figures: {}, ratio: null, met: null, note: browser.missing };
    return;
  }
  try {
    const { panel } = await panelFiles();
    const told = await toldOf(clusterText({ pods, services: scaled(200, options), walks: 1 }), 'W1');
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    await page.addInitScript(standIn);
    await page.goto(panel);
    const open = await page.evaluate(openMap, { told, themes: readFileSync(themes, 'utf8') });
    const runs: Zoomed[] = [];
    // the first run compiles
    for (let round = 0; round < Math.min(4, options.rounds + 1); round++) {
      const run = await page.evaluate(scriptedZoom, { steps: Math.min(120, scaled(120, options, 8)) });
      if (round > 0) runs.push(run);
    }
    const sorted = runs.toSorted((a, b) => percentile(a.frames, 0.95) - percentile(b.frames, 0.95));
    const { frames, cells, deepest } = sorted[Math.floor(sorted.length / 2)]!;
    const [middle, late, longest] = [percentile(frames, 0.5), percentile(frames, 0.95), Math.max(...frames)];
    yield {
      ...common,
      measured: `${ms(late)} (median ${ms(middle)}, longest ${ms(longest)}; opened in ${ms(open)}, at most ${cells} cells in the page, down to the level ${deepest})`,
      figures: { p95Ms: late, medianMs: middle, longestMs: longest, openMs: open, cells },
      ratio: late / (most * beat),
      met: Math.round(late / beat) <= most,
    };
  } finally {
    await browser.close();
  }
}

/** How smooth the view of scale is in headless Chromium, which draws in software. */
export const frames: Bench = { name: 'frames', run: rows };

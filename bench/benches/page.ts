import { readFileSync } from 'node:fs';
import { median, warmUpsFor } from '../measure.ts';
import { type Browser, openBrowser } from '../picture/browser.ts';
import { firstPaint } from '../picture/first-paint.ts';
import { holdings } from '../picture/page-memory.ts';
import { type PanelFiles, panelFiles } from '../picture/panel-files.ts';
import { toldOf } from '../picture/walks-of.ts';
import { type Bench, ms, type Options, type Row, scaled } from '../row.ts';

const latest = 1.5;
/** What a page holds is equal but for little that the browser has not let go of: a node that stayed for each walk were 5 % more. */
const most = { data: 1.05, nodes: 1.01 } as const;

/** Edits before anything is counted: until then each part of the page has been drawn in each way. */
const before = (options: Options): number => scaled(40, options, 8);
const rewalks = (options: Options): number => scaled(100, options, 8);

const paint = { bench: 'page', what: "first paint of the panel ÷ of an empty webview's page", size: '1200 × 900' };
const memory = { bench: 'page', size: 'eks-talk, W18' };
const dataOf = (options: Options) => ({
  ...memory,
  what: `data of the panel after ${rewalks(options)} more walks ÷ before`,
});
const nodesOf = (options: Options) => ({
  ...memory,
  what: `nodes of the panel's document after ${rewalks(options)} more walks ÷ before`,
});

async function paintRow(browser: Browser, { panel, empty }: PanelFiles, { rounds }: Options): Promise<Row> {
  const seen: { panel: number[]; empty: number[]; built: number[] } = { panel: [], empty: [], built: [] };
  for (let round = -warmUpsFor(rounds); round < rounds * 2; round++) {
    const nothing = await firstPaint(browser, empty, false);
    const own = await firstPaint(browser, panel, true);
    if (round < 0) continue;
    seen.empty.push(nothing.painted);
    seen.panel.push(own.painted);
    seen.built.push(own.built);
  }
  const [own, nothing, built] = [median(seen.panel), median(seen.empty), median(seen.built)];
  const ratio = own / nothing;
  return {
    ...paint,
    measured: `${ms(own)} ÷ ${ms(nothing)} (all parts are there after ${ms(built)})`,
    figures: { panelMs: own, emptyMs: nothing, builtMs: built },
    aim: `≤ ${latest}`,
    ratio,
    met: ratio <= latest,
  };
}

async function* memoryRows(browser: Browser, { panel }: PanelFiles, options: Options): AsyncIterable<Row> {
  const text = readFileSync(new URL('../../examples/eks-talk.netk', import.meta.url), 'utf8');
  const edited = text.replace(/(walk W18 .* to )pod61/, '$1pod71');
  const told = [await toldOf(text, 'W18'), await toldOf(edited, 'W18')];
  const [first, last] = await holdings(browser, panel, told, { before: before(options), more: rewalks(options) });
  const ofData = last.bytes / first.bytes;
  yield {
    ...dataOf(options),
    measured: `${Math.round(last.bytes / 1e3)} ÷ ${Math.round(first.bytes / 1e3)} kB (${last.count} and ${first.count} objects)`,
    figures: { bytesAfter: last.bytes, bytesBefore: first.bytes, after: last.count, before: first.count },
    aim: `≤ ${most.data}`,
    ratio: ofData,
    met: ofData <= most.data,
  };
  const ofNodes = last.nodes / first.nodes;
  yield {
    ...nodesOf(options),
    measured: `${last.nodes} ÷ ${first.nodes} (${last.listeners} and ${first.listeners} listeners)`,
    figures: {
      nodesAfter: last.nodes,
      nodesBefore: first.nodes,
      listenersAfter: last.listeners,
      listenersBefore: first.listeners,
    },
    aim: `≤ ${most.nodes}`,
    ratio: ofNodes,
    met: ofNodes <= most.nodes && last.listeners <= first.listeners,
  };
}

/** The panel's page in headless Chromium: when something is seen of it, and what it holds after many walks. */
export const page: Bench = {
  name: 'page',
  async *run(options): AsyncIterable<Row> {
    const browser = await openBrowser();
    if ('missing' in browser) {
      const unknown = { measured: 'no browser', figures: {}, ratio: null, met: null, note: browser.missing };
      yield { ...paint, ...unknown, aim: `≤ ${latest}` };
      yield { ...dataOf(options), ...unknown, aim: `≤ ${most.data}` };
      yield { ...nodesOf(options), ...unknown, aim: `≤ ${most.nodes}` };
      return;
    }
    try {
      const files = await panelFiles();
      yield await paintRow(browser, files, options);
      yield* memoryRows(browser, files, options);
    } finally {
      await browser.close();
    }
  },
};

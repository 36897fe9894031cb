import assert from 'node:assert/strict';
import path from 'node:path';
import { frame, resize } from './shoot.mjs';
import { talk } from './source.mjs';
import { outDir } from './stage.mjs';

const file = 'sizes.netk';
const text = `${talk
  .slice(0, talk.indexOf('walk W07'))
  .replace(
    '{ selector app=app1; port 80 -> 8080 nodePort 31080 }',
    '{ externalTrafficPolicy Local; selector app=app1; port 80 -> 8080 nodePort 31080 }',
  )}
walk W25 "the NodePort of a node without an endpoint" from client to nA:31080 {
  expect delivered
}
walk W22 "a pod calls a ClusterIP" from pod51 to app1:80
`;

const line = text.split('\n').findIndex((each) => each.startsWith('walk W25')) + 1;

const widths = [320, 420, 760, 1080, 1600];
const heights = [540, 900];
/** Of a panel in pixels; the last is one of 900 × 900 in a window that shows everything twice as large. */
const everySize = [
  ...heights.flatMap((height) => widths.map((width) => ({ width, height }))),
  { width: 450, height: 450 },
];

/** What stands in view: whole rows of the list, whether the selected one is among them, and how much of the verdict is cut. */
const seen = (stage) =>
  frame(stage).then((inside) =>
    inside.evaluate(() => {
      const list = document.querySelector('.hops').getBoundingClientRect();
      const rows = [...document.querySelectorAll('.step')];
      // the header of the device stays above its rows, and covers those that are scrolled under it
      const covered = [...document.querySelectorAll('.hop > .h')]
        .filter((header) => getComputedStyle(header).position === 'sticky')
        .map((header) => header.getBoundingClientRect())
        .filter(({ top, bottom }) => top <= list.top + 1 && bottom > list.top)
        .reduce((most, { bottom }) => Math.max(most, bottom), list.top);
      const whole = (row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return top >= covered - 1 && bottom <= Math.min(list.bottom, document.documentElement.clientHeight) + 1;
      };
      const verdict = document.querySelector('.outcome .verdict');
      const box = verdict.getBoundingClientRect();
      const [x, view] = [box.left + 4, document.documentElement];
      const over = (y) => document.elementFromPoint(Math.max(1, x), y)?.closest('.verdict, .answer') !== null;
      return {
        rows: rows.filter(whole).length,
        all: rows.length,
        selected: whole(document.querySelector('.step[aria-selected=true]')),
        cut: !(box.top >= 0 && box.bottom <= view.clientHeight && over(box.top + 2) && over(box.bottom - 2)),
        sideways: view.scrollWidth - view.clientWidth,
      };
    }),
  );

const wellSeen = (what, { rows, all, selected, cut, sideways }) => {
  assert.ok(rows >= Math.min(5, all), `${what}: ${rows} of ${all} rows are in view`);
  assert.ok(selected, `${what}: the selected row is not in view`);
  assert.ok(!cut, `${what}: the verdict is cut`);
  assert.equal(sideways, 0, `${what}: the page scrolls sideways`);
};

/** A blocked walk is read in every size. */
export const sizes = {
  options: {
    file,
    files: { [file]: text },
    settings: { 'workbench.activityBar.location': 'hidden', 'workbench.colorTheme': 'Default Dark Modern' },
    viewport: { width: 1600, height: 950 },
  },
  tests: {
    'a blocked walk opens at the step that drops, with its row, its device and its line of the source in view': async (
      stage,
    ) => {
      const { page, panel, lens } = stage;
      await lens(/\d+ of \d+ free/)
        .first()
        .waitFor();
      await stage.goToLine(line);
      await lens(/✗ not delivered · 1 expectation failed/)
        .first()
        .waitFor();
      await stage.traced('W25', line);
      const selected = panel.locator('.step[aria-selected=true]');
      assert.match(await selected.getAttribute('class'), /s-drop/);
      wellSeen('1600×950', await seen(stage));
      const inView = await (await frame(stage)).evaluate(() => {
        const [cross, top] = ['.death .drop', '.top'].map((each) =>
          document.querySelector(each).getBoundingClientRect(),
        );
        return cross.left >= top.left && cross.right <= top.right && cross.top >= top.top && cross.bottom <= top.bottom;
      });
      assert.ok(inView, 'the cross is in the part of the diagram that shows');
      await page.locator('.editor-instance .cdr[class*="ced-"]').first().waitFor();
      await page.screenshot({ path: path.join(outDir, 'sizes-window.png') });
    },
    'the first trace gives the panel the width that it needs, and the source keeps its own': async (stage) => {
      const { page } = stage;
      await stage.traced('W25', line);
      const panel = await page.locator('iframe.webview.ready').first().boundingBox();
      const source = await page.locator('.editor-instance').first().boundingBox();
      assert.ok(panel.width >= 755, `${panel.width} px of a window of 1600 px`);
      assert.ok(source.width >= 470, `${source.width} px are left for the source`);
    },
    'with the Problems panel open, too': async (stage) => {
      const { page, command } = stage;
      await stage.traced('W25', line);
      for (const height of [540, 720, 950]) {
        await page.setViewportSize({ width: 1600, height });
        await command('Problems: Focus on Problems View');
        await page.locator('.markers-panel-container').waitFor();
        await page.waitForTimeout(700);
        const { height: room } = await page.locator('iframe.webview.ready').first().boundingBox();
        await page.screenshot({ path: path.join(outDir, `sizes-problems-${height}.png`) });
        wellSeen(`Problems, 1600×${height}, ${Math.round(room)} px for the panel`, await seen(stage));
        await command('View: Toggle Panel Visibility');
      }
    },
    'at five widths and two heights, and at twice the size, the list has five rows, and nothing of the verdict is cut':
      async (stage) => {
        const { page } = stage;
        await stage.traced('W25', line);
        await stage.closeSource();
        for (const { width, height } of everySize) {
          await resize(stage, { width, height });
          await page.waitForTimeout(400);
          const picture = path.join(outDir, `sizes-${width}x${height}.png`);
          await page.locator('iframe.webview.ready').first().screenshot({ path: picture });
          wellSeen(`${width}×${height}`, await seen(stage));
        }
      },
  },
};

import assert from 'node:assert/strict';
import { lineOf } from './source.mjs';

const strip = (panel) => panel.getByRole('slider').first();
const steps = (panel) => panel.locator('[role=treeitem][aria-level="2"]');
const position = (panel) => strip(panel).getAttribute('aria-valuetext');

/** Waits until a function of the page's state answers with something else than before. */
async function changed(what, read, before) {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const now = await read();
    if (now !== before) return now;
  }
  throw new Error(`${what} stayed ${before}`);
}

/** Somebody follows a packet. */
export const walker = {
  options: {},
  tests: {
    'the Trace lens opens the walk beside the source': async ({ page, lens, panel, goToLine }) => {
      await lens(/\d+ of \d+ free/)
        .first()
        .waitFor({ timeout: 45_000 });
      await goToLine(lineOf('walk W23'));
      const trace = page.locator('.codelens-decoration').filter({ hasText: 'Trace' });
      await trace.first().waitFor();
      const target = await page.locator('.view-line', { hasText: 'walk W23' }).first().boundingBox();
      const boxes = await Promise.all((await trace.all()).map((one) => one.boundingBox()));
      const nearest = boxes
        .map((box, index) => ({ index, gap: box ? target.y - box.y : Number.POSITIVE_INFINITY }))
        .filter(({ gap }) => gap > 0)
        .sort((a, b) => a.gap - b.gap)[0];
      await trace.nth(nearest.index).locator('a', { hasText: 'Trace' }).click();
      await panel.locator('#app').waitFor();
      assert.equal(await page.locator('.editor-group-container').count(), 2);
    },
    'the panel tells the outcome of W23': async ({ panel }) => {
      await panel
        .getByText(/delivered/i)
        .first()
        .waitFor();
      await steps(panel).first().waitFor();
      assert.ok((await steps(panel).count()) > 5);
    },
    'stepping moves the one position': async ({ page, panel }) => {
      await strip(panel).focus();
      const before = await position(panel);
      await page.keyboard.press('ArrowRight');
      const after = await changed('the position', () => position(panel), before);
      await page.keyboard.press('ArrowLeft');
      assert.equal(await changed('the position', () => position(panel), after), before);
    },
    'a click on a step marks its line in the source': async ({ page, panel }) => {
      const step = steps(panel)
        .filter({ hasText: /KUBE-|table |security group/ })
        .first();
      await step.click();
      await page.locator('.editor-instance .cdr[class*="ced-"]').first().waitFor();
    },
    'the keyboard goes to the reply and back': async ({ page, panel }) => {
      await strip(panel).focus();
      const before = await position(panel);
      await page.keyboard.press('r');
      const reply = await changed('the direction', () => position(panel), before);
      assert.match(reply, /reply/i);
      await page.keyboard.press('r');
      await changed('the direction', () => position(panel), reply);
    },
    'the caret on a walk and an edit reach the panel': async ({ page, panel, goToLine }) => {
      await goToLine(lineOf('node nB m5.large'));
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      await goToLine(lineOf('pod pod371'));
      await page.keyboard.press('Home');
      await page.keyboard.type('pod extra77 192.168.3.77 ');
      await page.keyboard.press('Enter');
      await panel.getByText('extra77').first().waitFor();
      for (let i = 0; i < 3; i += 1) await page.keyboard.press('Control+z');
    },
    'a reload of the window brings the panel back with its walk and step': async ({ page, panel }) => {
      await panel.getByText('extra77').first().waitFor({ state: 'detached' });
      await steps(panel).nth(3).click();
      const before = await position(panel);
      await page.waitForTimeout(1500); // VS Code writes the state of its windows a moment later
      await page.reload();
      await strip(panel).waitFor({ timeout: 45_000 });
      await steps(panel).first().waitFor();
      const end = Date.now() + 10_000;
      while (Date.now() < end && (await position(panel)) !== before) await page.waitForTimeout(100);
      assert.equal(await position(panel), before);
    },
  },
};

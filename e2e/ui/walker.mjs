import assert from 'node:assert/strict';
import { byMouse } from './sequence.mjs';
import { lineOf } from './source.mjs';

const strip = (panel) => panel.getByRole('slider').first();
const steps = (panel) => panel.locator('[role=treeitem][aria-level="2"]');
const position = (panel) => strip(panel).getAttribute('aria-valuetext');

/** Waits until a function of the page's state answers the same for half a second. */
async function settled(page, what, read) {
  for (let last, tries = 0; tries < 40; tries += 1) {
    const now = await read();
    if (now !== null && now === last) return now;
    last = now;
    await page.waitForTimeout(500);
  }
  throw new Error(`${what} does not settle`);
}

/** Waits until a function of the page's state answers with something else than before. */
async function changed(what, read, before) {
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const now = await read();
    if (now !== before) return now;
  }
  throw new Error(`${what} stayed ${before}`);
}

/** The number of the line that is marked in the source; undefined when none is in view. */
const lineWithMark = (page) =>
  page.evaluate(() => {
    const middle = (element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return (top + bottom) / 2;
    };
    const [bar] = document.querySelectorAll('.editor-instance .view-overlays [class*="ced-"]');
    const beside = [...document.querySelectorAll('.editor-instance .line-numbers')].find(
      (number) => bar && Math.abs(middle(number) - middle(bar)) < 4,
    );
    return beside && Number(beside.textContent);
  });

/** Waits until a line is marked, and returns it. */
async function markedLine(page, number) {
  for (const end = Date.now() + 60_000; Date.now() < end; await page.waitForTimeout(100))
    if ((await lineWithMark(page)) === number) return number;
  throw new Error(`line ${await lineWithMark(page)} is marked, not ${number}`);
}

/** The Trace lens right above a line of the source. */
async function lensAbove(page, text, title = 'Trace ·') {
  const lenses = page.locator('.codelens-decoration:visible', { hasText: title });
  await lenses.first().waitFor();
  await page.waitForTimeout(500); // lenses move lines while they appear
  const { y } = await page.locator('.view-line', { hasText: text }).first().boundingBox();
  const gaps = await lenses.evaluateAll((all, top) => all.map((one) => top - one.getBoundingClientRect().top), y);
  const nearest = gaps.indexOf(Math.min(...gaps.filter((gap) => gap > 0)));
  return lenses.nth(nearest).locator('a');
}

/** Puts W23 into the panel before a test. */
const w23 = (act) => async (stage) => {
  await stage.traced('W23', lineOf('walk W23'));
  await act(stage);
};

/** Somebody follows a packet. */
export const walker = {
  options: {},
  tests: {
    'the Trace lens opens the walk beside the source': async ({ page, lens, panel, goToLine }) => {
      await lens(/\d+ of \d+ free/)
        .first()
        .waitFor();
      await goToLine(lineOf('walk W23'));
      await (await lensAbove(page, 'walk W23')).click();
      await panel.locator('#app').waitFor();
      assert.equal(await page.locator('.editor-group-container').count(), 2);
    },
    'the panel tells the outcome of W23': w23(async ({ panel }) => {
      await panel
        .getByText(/delivered/i)
        .first()
        .waitFor();
      await steps(panel).first().waitFor();
      assert.ok((await steps(panel).count()) > 5);
    }),
    'stepping moves the one position': w23(async ({ page, panel }) => {
      await strip(panel).focus();
      const before = await settled(page, 'the position', () => position(panel));
      await page.keyboard.press('ArrowRight');
      const after = await changed('the position', () => position(panel), before);
      await page.keyboard.press('ArrowLeft');
      assert.equal(await changed('the position', () => position(panel), after), before);
    }),
    'a click on a step marks its line in the source': w23(async ({ page, panel }) => {
      const step = steps(panel)
        .filter({ hasText: /KUBE-|table |security group/ })
        .first();
      await step.click();
      await page.locator('.editor-instance .cdr[class*="ced-"]').first().waitFor();
    }),
    'the mark in the source follows keys, branches and the reply, and stays where it is pinned': w23(async (stage) => {
      const { page, panel } = stage;
      await strip(panel).focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Home'); // a walk that has just opened does not scroll the source, a step does
      const client = await markedLine(page, lineOf('host client'));
      await page.keyboard.press('n'); // the kube-proxy of nA picks a pod
      const picked = await changed('the marked line', () => lineWithMark(page), client);
      await page.keyboard.press('2');
      await changed('the marked line', () => lineWithMark(page), picked);
      await page.keyboard.press('1');
      await markedLine(page, picked);
      await page.keyboard.press('r');
      await page.keyboard.press('End'); // the answer arrives at the client
      await markedLine(page, client);
      await panel.getByRole('button', { name: 'Hold the mark in the source (S)' }).click();
      await strip(panel).focus();
      await page.keyboard.press('p');
      await page.keyboard.press('p');
      await page.waitForTimeout(1000);
      assert.equal(await lineWithMark(page), client);
      await page.keyboard.press('s');
      await changed('the marked line', () => lineWithMark(page), client);
    }),
    'the keyboard goes to the reply and back': w23(async ({ page, panel }) => {
      await strip(panel).focus();
      const before = await settled(page, 'the position', () => position(panel));
      await page.keyboard.press('r');
      // whichever way the test before left open
      const isReply = (text) => /reply/i.test(text);
      const other = await changed('the direction', () => position(panel), before);
      assert.notEqual(isReply(other), isReply(before));
      await page.keyboard.press('r');
      const again = await changed('the direction', () => position(panel), other);
      assert.equal(isReply(again), isReply(before));
    }),
    ...byMouse,
    'the caret on an element gives its box an outline': w23(async ({ page, panel, goToLine }) => {
      await goToLine(lineOf('pod pod61 '));
      await page.keyboard.press('Home');
      await panel.locator('.box.caret[aria-label^="pod61"]').waitFor({ state: 'attached' });
      await goToLine(lineOf('node nC '));
      await page.keyboard.press('Home');
      await panel.locator('.box.caret[data-id="talk/nC"]').first().waitFor({ state: 'attached' });
      assert.equal(await panel.locator('.box.caret[aria-label^="pod61"]').count(), 0);
    }),
    'a name under the mouse in the source gives its box an outline, which goes when the mouse is gone': w23(
      async ({ page, panel, goToLine }) => {
        await goToLine(lineOf('pod pod61 '));
        await page.locator('.editor-instance .view-line', { hasText: 'pod pod61 ' }).getByText('pod61').first().hover();
        await panel.locator('.box.hovered[aria-label^="pod61"]').waitFor({ state: 'attached' });
        await page.mouse.move(5, 5);
        await panel.locator('.box.hovered').waitFor({ state: 'detached' });
      },
    ),
    'a box under the mouse marks its line in the source': w23(async ({ page, panel, goToLine }) => {
      await goToLine(lineOf('host client'));
      await panel.locator('.box[aria-label^="client"]').first().hover();
      await page.locator('.editor-instance .cdr[class*="ced-"]').first().waitFor();
      await page.mouse.move(5, 5);
    }),
    'a click on a box shows and marks its line in the source': w23(async ({ page, panel, goToLine }) => {
      await goToLine(lineOf('walk W32'));
      await panel.locator('.box[aria-label^="nat-1"]').first().click();
      await page.locator('.editor-instance .view-line', { hasText: 'nat-gateway nat-1' }).first().waitFor();
      await page.locator('.editor-instance .cdr[class*="ced-"]').first().waitFor();
    }),
    'an edit that changes the way flashes its first other hop, and says which': w23(
      async ({ page, panel, goToLine }) => {
        await goToLine(lineOf('walk W18'));
        await (await lensAbove(page, 'walk W18')).click();
        await panel.getByText('W18').first().waitFor();
        await steps(panel).first().waitFor();
        await page
          .locator('.editor-instance .view-line', { hasText: 'walk W18' })
          .getByText('pod61', { exact: true })
          .dblclick();
        // a flash is short: who looks from outside may miss it on a busy machine
        const flashed = panel.locator('body').evaluate(
          (body) =>
            new Promise((resolve) => {
              const look = () => body.querySelector('.badge.flash') && resolve(true);
              new MutationObserver(look).observe(body, { subtree: true, childList: true, attributes: true });
            }),
        );
        await page.keyboard.type('pod71');
        assert.ok(await flashed);
        await panel
          .getByText(/route changed at hop \d/)
          .first()
          .waitFor({ state: 'attached' });
        await page.keyboard.press('Control+z');
        await page.keyboard.press('Control+z');
      },
    ),
    'Trace to here on a Service opens a trace to it': w23(async ({ page, panel, goToLine }) => {
      await goToLine(lineOf('service app1 NodePort'));
      await (await lensAbove(page, 'service app1 NodePort', 'Trace to here')).click();
      await panel
        .getByText(/to app1/)
        .first()
        .waitFor();
      await goToLine(lineOf('walk W23'));
      await (await lensAbove(page, 'walk W23')).click();
      await panel.getByText('W23').first().waitFor();
    }),
    'an edit reaches the panel': w23(async ({ page, panel, goToLine, command }) => {
      await goToLine(lineOf('node nB m5.large'));
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      await goToLine(lineOf('pod pod371'));
      await page.keyboard.press('Home');
      await page.keyboard.type('pod extra77 192.168.3.77 ');
      await page.keyboard.press('Enter');
      await panel.getByText('extra77').first().waitFor();
      await command('File: Revert File');
    }),
    'a reload of the window brings the panel back with its walk and step': w23(async ({ page, panel }) => {
      await panel.getByText('extra77').first().waitFor({ state: 'detached' });
      await steps(panel).nth(3).click();
      const before = await settled(page, 'the position', () => position(panel));
      await page.waitForTimeout(7000); // VS Code in a browser writes the state of its windows every 5 s
      await page.reload();
      await strip(panel).waitFor();
      await steps(panel).first().waitFor();
      const end = Date.now() + 60_000;
      while (Date.now() < end && (await position(panel)) !== before) await page.waitForTimeout(100);
      assert.equal(await position(panel), before);
    }),
  },
};

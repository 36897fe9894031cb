import assert from 'node:assert/strict';
import { lineOf } from './source.mjs';

/** Somebody writes a topology. */
export const author = {
  options: {},
  tests: {
    'the example of the talk opens with lenses and without errors': async ({ page, lens }) => {
      await lens(/\d+ of \d+ free/)
        .first()
        .waitFor();
      assert.equal(await page.locator('.monaco-editor .squiggly-error').count(), 0);
    },
    'a subnet that overlaps gets a squiggle, and loses it when it is mended': async ({
      page,
      goToLine,
      command,
      ready,
    }) => {
      await ready();
      await goToLine(lineOf('subnet work-2 '));
      await page.keyboard.press('Home');
      await page.keyboard.type('subnet extra 192.168.1.128/25 zone az1');
      await page.keyboard.press('Enter');
      await page.locator('.monaco-editor .squiggly-error').first().waitFor();
      await command('File: Revert File');
      await page.locator('.monaco-editor .squiggly-error').first().waitFor({ state: 'detached' });
    },
    'a hover on a node tells about its room for pods': async ({ page, goToLine, line, ready }) => {
      await ready();
      await goToLine(lineOf('node nA m5.large'));
      await page.mouse.move(800, 900); // a mouse that does not move hovers over nothing
      await page.waitForTimeout(700); // the colours of the server cut the line into other pieces
      await line('node nA m5.large').locator('span span', { hasText: 'nA' }).last().hover();
      const hover = page.locator('.monaco-hover:visible', { hasText: /29|m5\.large/ }); // it says 'Loading...' first
      await hover.first().waitFor();
      await page.keyboard.press('Escape');
    },
    'completion offers the pods of the cluster': async ({ page, goToLine, command, ready }) => {
      await ready();
      await goToLine(lineOf('walk W07'));
      await page.keyboard.press('Home');
      await page.keyboard.type('walk X from pod');
      await page.keyboard.press('Control+Space');
      const rows = page.locator('.suggest-widget .monaco-list-row');
      await rows.filter({ hasText: 'pod51' }).first().waitFor();
      await page.keyboard.press('Escape');
      await command('File: Revert File');
    },
    'a rename changes every use': async ({ page, goToLine, line, command, ready }) => {
      await ready();
      await goToLine(lineOf('pod pod61 '));
      await line('pod pod61')
        .locator('span span', { hasText: /^\s*pod61/ })
        .first()
        .click();
      await page.keyboard.press('F2');
      const input = page.locator('.rename-box input, .rename-input');
      await input.first().waitFor();
      await input.first().fill('shopper');
      await page.keyboard.press('Enter');
      await line('pod shopper 192').first().waitFor();
      await goToLine(lineOf('walk W16'));
      await line('to shopper:8080').first().waitFor();
      await command('File: Revert File');
    },
  },
};

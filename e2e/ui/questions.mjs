import assert from 'node:assert/strict';
import * as comparing from './comparing.mjs';
import * as inside from './inside.mjs';
import * as reading from './reading.mjs';
import { lineOf } from './source.mjs';
import * as taking from './taking.mjs';

const field = ({ panel }, name) => panel.getByRole('combobox', { name, exact: true });
const shown = ({ panel }) => panel.locator('.pick span').last();
const verdict = ({ panel }) => panel.locator('.outcome .verdict');

/** W23 is shown, and the ask box is closed. */
async function begin(stage) {
  await stage.traced('W23', lineOf('walk W23'));
  await stage.panel.locator('.hops').focus();
}

/** Somebody asks what the file does not ask. */
export const questions = {
  options: {},
  tests: {
    'a asks without a mouse: two names are found by some letters, and the walk is added to the file': async (stage) => {
      const { page, panel, command } = stage;
      await begin(stage);
      await page.keyboard.press('a');
      await panel.locator('#ask-from:focus').waitFor();
      await panel.locator('#list-from, #ask-from').first().waitFor();
      await page.keyboard.type('pd61');
      await panel.getByRole('option', { name: /pod61/ }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await panel.locator('#ask-to:focus').waitFor();
      await page.keyboard.type('app1');
      await panel.getByRole('option', { name: /app1:80/ }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await verdict(stage)
        .filter({ hasText: /Delivered/ })
        .waitFor();
      assert.equal(await shown(stage).textContent(), 'from pod61 to app1:80');
      await panel.getByRole('button', { name: 'Add to file' }).focus();
      await page.keyboard.press('Enter');
      await stage.line('walk "pod61 to app1:80" from pod61 to app1:80').first().waitFor();
      // the panel shows the walk of the file now
      await panel.getByRole('button', { name: 'Add to file' }).waitFor({ state: 'hidden' });
      await command('File: Revert File');
    },
    'the mouse asks in the panel, and the box of a pod has a menu that asks in the palette': async (stage) => {
      const { page, panel } = stage;
      await begin(stage);
      await panel.getByRole('button', { name: /^Ask/ }).click();
      await field(stage, 'from').click();
      // who was asked about lately stands first
      const first = panel.getByRole('option').first();
      await first.filter({ hasText: 'pod61' }).click();
      await field(stage, 'to').fill('10.100.20.30:81');
      await panel.getByRole('button', { name: 'Trace', exact: true }).click();
      await verdict(stage)
        .filter({ hasText: /Not delivered/ })
        .waitFor();
      await panel.locator('g.box[data-id="talk/default/pod51"]').click({ button: 'right' });
      await page.waitForTimeout(500); // a menu does not take the end of the click that opens it
      await page.locator('.monaco-menu .action-menu-item', { hasText: 'Trace to Here' }).click();
      const input = page.locator('.quick-input-widget input');
      await input.waitFor();
      await input.fill('pod71');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'pod71' }).first().click();
      await shown(stage).filter({ hasText: 'from pod71 to pod51:' }).waitFor();
    },
    ...reading.byKey,
    ...reading.byMouse,
    ...taking.byKey,
    ...taking.byMouse,
    ...inside.byKey,
    ...inside.byMouse,
    ...comparing.byKey,
    ...comparing.byMouse,
  },
};

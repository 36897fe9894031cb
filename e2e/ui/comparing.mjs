import assert from 'node:assert/strict';
import { position, w23 } from './cursor.mjs';

const table = ({ panel }) => panel.locator('.compare table');

/** Two ways side by side, without a mouse. */
export const byKey = {
  'd compares with another branch, x goes to where they part, and Escape leads back': async (stage) => {
    const { page, panel } = stage;
    await w23(stage);
    await page.keyboard.press('d');
    await panel.locator('.diffs:focus').waitFor();
    await table(stage).locator('tr.first').waitFor();
    await page.keyboard.press('x');
    assert.match(await position(stage), /, forward, nA, /);
    assert.match(await table(stage).locator('tr[aria-current]').textContent(), /KUBE-SVC-|KUBE-SEP-/);
    await page.keyboard.press('Escape');
    await panel.locator('.hops:focus').waitFor();
  },
};

/** The same, with one; and from the palette. */
export const byMouse = {
  'the palette compares two walks, and the mouse takes another one': async (stage) => {
    const { page, panel } = stage;
    await w23(stage);
    await stage.pick('netk: Compare Walks');
    for (const [asked, name] of [
      ['Which walk?', 'W23'],
      ['With which?', 'W22'],
    ]) {
      const input = page.locator(`.quick-input-widget input[placeholder="${asked}"]`);
      await input.waitFor();
      await input.fill(name);
      const row = page.locator('.quick-input-list .monaco-list-row', { hasText: new RegExp(`^${name}[^-]`) }).first();
      await row.click();
    }
    await table(stage).locator('tr.first').waitFor();
    await panel.getByRole('combobox', { name: 'Compare with' }).selectOption({ label: 'pod81' });
    await table(stage).locator('tr.first').filter({ hasText: 'KUBE-' }).waitFor();
    await panel.getByRole('button', { name: /^Close the comparison/ }).click();
    await table(stage).waitFor({ state: 'hidden' });
  },
};

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectDir } from '../../host/parts.mjs';
import { byKey } from './sequence.mjs';
import { lineOf } from './source.mjs';

const golden = path.join(projectDir, 'e2e/ui/spoken-w23.txt');
const keys = [
  'Home',
  'F6',
  'ArrowDown',
  'ArrowRight',
  'ArrowRight',
  'PageDown',
  'n',
  'n',
  'PageDown',
  'PageDown',
  'PageDown',
  'r',
  'n',
  'n',
  'p',
  'End',
  'r',
  '2',
  '1',
  's',
  's',
  'Home',
];

/** Somebody who has no mouse. */
export const keyboard = {
  options: {},
  tests: {
    'W23 is followed with keys alone, and what is spoken equals the golden text': async (stage) => {
      const { page, panel } = stage;
      await stage.traced('W23', lineOf('walk W23'));
      await panel.locator('[role=treeitem][aria-level="2"]').first().waitFor();
      await panel.getByRole('slider').first().focus();
      const spoken = [];
      for (const key of keys) {
        await page.keyboard.press(key);
        await page.waitForTimeout(600); // one message in half a second
        spoken.push(`${key}: ${await panel.locator('#live').textContent()}`);
      }
      const text = `${spoken.join('\n')}\n`;
      if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
      assert.equal(text, readFileSync(golden, 'utf8'));
    },
    'a slash finds a box and Enter goes to it': async (stage) => {
      const { page, panel } = stage;
      await stage.traced('W23', lineOf('walk W23'));
      await panel.getByRole('slider').first().focus();
      await page.keyboard.press('/');
      await page.keyboard.type('192.168.3.71');
      assert.match(await panel.locator('.find .count').textContent(), /^\d+ box/);
      await page.keyboard.press('Enter');
      await panel.locator('g.box:focus').waitFor();
      assert.match(await panel.locator('g.box:focus').getAttribute('aria-label'), /^pod371/);
      await page.keyboard.press('/');
      await page.keyboard.press('Escape');
      assert.equal(await panel.locator('.find').isVisible(), false);
    },
    'the table of keys opens and closes': async (stage) => {
      const { page, panel } = stage;
      await stage.traced('W23', lineOf('walk W23'));
      await panel.getByRole('slider').first().focus();
      await page.keyboard.press('?');
      await panel.getByRole('dialog', { name: 'Keyboard' }).waitFor();
      await page.keyboard.press('Escape');
      await panel.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'hidden' });
    },
    ...byKey,
  },
};

import assert from 'node:assert/strict';
import { position, w23 } from './cursor.mjs';

const visibleSteps = ({ panel }) => panel.locator('.hops .step:visible').count();

/** A walk is read in other ways than step by step, without a mouse. */
export const byKey = {
  'w leaves what mattered, b and c stop at a device, and q has the way told hop by hop': async (stage) => {
    const { page, panel } = stage;
    await w23(stage);
    const all = await visibleSteps(stage);
    await page.keyboard.press('w');
    assert.ok((await visibleSteps(stage)) < all / 2, `${await visibleSteps(stage)} of ${all} steps`);
    await page.keyboard.press('w');
    for (const key of ['PageDown', 'PageDown', 'b', 'Home', 'c']) await page.keyboard.press(key);
    assert.match(await position(stage), /, forward, nA, /);
    await page.keyboard.press('b');
    await page.keyboard.press('q');
    assert.match(await position(stage), /^step 1 of \d+, forward, client/);
    assert.equal(await panel.locator('.hops .hop').count(), 1);
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    const options = await panel.locator('.quiz [role=toolbar] button').allTextContents();
    const right = options.findIndex((text) => text.endsWith('VPC router'));
    await page.keyboard.press(String(right + 1));
    await panel.locator('.quiz', { hasText: '1 of 1 right' }).waitFor();
    await page.keyboard.press('q');
    await panel.locator('.outcome .verdict').waitFor();
  },
};

/** The same, with one. */
export const byMouse = {
  'the menu leaves what mattered and covers the way, and a click beside a device stops there': async (stage) => {
    const { panel } = stage;
    await w23(stage);
    const more = panel.getByRole('button', { name: 'More', exact: true });
    const item = (name) => panel.getByRole('menuitemcheckbox', { name });
    const all = await visibleSteps(stage);
    await more.click();
    await item('Only what mattered').click();
    assert.ok((await visibleSteps(stage)) < all / 2);
    await more.click();
    await item('Only what mattered').click();
    const device = panel.locator('.hop > .h', { hasText: 'nA' }).first();
    await device.locator('.bp').click();
    await more.click();
    await panel.getByRole('menuitem', { name: /next stop/ }).click();
    assert.match(await position(stage), /, forward, nA, /);
    await device.locator('.bp').click();
    await more.click();
    await item('Predict the next hop').click();
    await panel.locator('.quiz').getByRole('button', { name: 'Show all' }).click();
    await panel.locator('.outcome .verdict').waitFor();
  },
};

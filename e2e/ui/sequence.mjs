import assert from 'node:assert/strict';
import { position, w23 } from './cursor.mjs';
import { shoot } from './shoot.mjs';

const tree = ({ panel }) => panel.getByRole('tree', { name: /^Sequence/ });
const row = (stage) => tree(stage).locator('[aria-selected=true]');

/** A walk is read as a sequence, without a mouse. */
export const byKey = {
  'the key v opens the sequence at the same step, its arrows move the one cursor, and v leads back': async (stage) => {
    const { page, panel } = stage;
    await w23(stage);
    await page.keyboard.press('n'); // the kube-proxy of nA picks a pod
    const before = await position(stage);
    await page.keyboard.press('v');
    await tree(stage).waitFor();
    assert.equal(await position(stage), before);
    // the focus came along
    await panel.locator('.seq:focus').waitFor();
    assert.match(await row(stage).getAttribute('aria-label'), /^nA: nat PREROUTING {2}DNAT; dest\. .*forward 3$/);
    await page.keyboard.press('ArrowDown');
    assert.match(await row(stage).getAttribute('aria-label'), /^nA to nB: .*SYN · TTL 62; .*; 3, forward, rewritten$/);
    await page.keyboard.press('r');
    assert.match(await position(stage), /, reply, nA, /);
    assert.match(await row(stage).getAttribute('aria-label'), /^nA: .*reply 3$/);
    const there = await position(stage);
    // past the inside of the node and the map, and round
    await page.keyboard.press('v');
    await panel.locator('.stages:focus').waitFor();
    await page.keyboard.press('v');
    await panel.locator('.plane:focus').waitFor();
    await page.keyboard.press('v');
    await panel.locator('.hops:focus').waitFor();
    assert.equal(await position(stage), there);
  },
};

/** The same, with one. */
export const byMouse = {
  'the mouse opens it, puts the cursor on a packet and on a box, and shows the rules': async (stage) => {
    const { page, panel } = stage;
    await w23(stage);
    await panel.getByRole('radio', { name: 'Sequence' }).click();
    await tree(stage).waitFor();
    await tree(stage)
      .getByRole('treeitem', { name: /^nB to pod71: .*; 4, forward/ })
      .locator('.badge')
      .click();
    assert.match(await position(stage), /, forward, nB, send/);
    const rows = await tree(stage).getByRole('treeitem').count();
    await panel.getByRole('button', { name: 'Rules' }).click();
    const more = tree(stage).getByRole('treeitem', { name: /^nB: .*filter FORWARD.*forward 4$/ });
    await more.click();
    assert.ok((await tree(stage).getByRole('treeitem').count()) > rows);
    assert.match(await position(stage), /, forward, nB, /);
    // the line of the source that is behind the step is marked
    await page.locator('.editor-instance .cdr[class*="ced-"]').first().waitFor();
    await panel.getByRole('button', { name: 'Rules' }).click();
  },
};

/** Pictures of it, where the panel is alone in the window; axe-core looks, too. */
export async function lookedAt(stage, theme) {
  await stage.panel.getByRole('radio', { name: 'Sequence' }).click();
  await tree(stage).waitFor();
  await shoot(stage, theme, 'sequence', { widths: [420, 1200] });
  await stage.panel.getByRole('radio', { name: 'Topology' }).click();
}

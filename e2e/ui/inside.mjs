import assert from 'node:assert/strict';
import { position, w23 } from './cursor.mjs';

const stages = ({ panel }) => panel.locator('.inside .stages');
const selected = (stage) => stages(stage).locator('[aria-selected=true]');

/** The inside of a node, without a mouse. */
export const byKey = {
  'o opens the inside of the node: every rule that was asked, and the cursor goes on from stage to stage': async (
    stage,
  ) => {
    const { page, panel } = stage;
    await w23(stage);
    await page.keyboard.press('n'); // the kube-proxy of nA picks a pod
    const there = await position(stage);
    await page.keyboard.press('o');
    await selected(stage).filter({ hasText: 'nat PREROUTING' }).waitFor();
    await panel.locator('.stages:focus').waitFor();
    assert.equal(await position(stage), there);
    assert.match(await selected(stage).textContent(), /KUBE-SVC-.*not reached: .*KUBE-SEP-.*DNAT.*packet now/s);
    assert.ok((await stages(stage).locator('.row.m-tried .why').allTextContents()).some((why) => why !== ''));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('PageDown');
    // the next device is another node, and its inside comes
    await panel.locator('.insidehead b', { hasText: 'nB' }).waitFor();
    await page.keyboard.press('o');
    await panel.locator('.hops:focus').waitFor();
    assert.match(await position(stage), /, forward, nB, /);
  },
};

/** The same, with one. */
export const byMouse = {
  'the mouse opens it, goes to a stage by its number on the map, and copies what the tool prints': async (stage) => {
    const { panel } = stage;
    await w23(stage);
    await panel.getByRole('radio', { name: 'Node' }).click();
    await panel.locator('.insidehead b', { hasText: 'client' }).waitFor();
    await panel.getByRole('button', { name: /^Next step/ }).click();
    await stage.page.keyboard.press('n');
    await panel.locator('.insidehead b', { hasText: 'nA' }).waitFor();
    const box = panel.locator('.nodemap .badge').last();
    await box.click();
    assert.match(await position(stage), /, forward, nA, /);
    await panel.getByRole('combobox', { name: /^Copy the state of nA/ }).selectOption('iptables');
    await panel.locator('#live', { hasText: 'copied iptables-save' }).waitFor({ state: 'attached' });
    await panel.getByRole('radio', { name: 'Topology' }).click();
  },
};

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lineOf } from './source.mjs';

const menu = ({ panel }) => panel.getByRole('button', { name: 'Take it away', exact: true });

async function w23(stage) {
  await stage.traced('W23', lineOf('walk W23'));
  await stage.panel.locator('.hops').focus();
}

/** The dialog of VS Code proposes a place beside the source; it is taken, and the file is there. */
async function saved({ page, folder }, name) {
  const input = page.locator('.quick-input-widget input');
  await input.waitFor();
  await page.waitForFunction(
    (wanted) => document.querySelector('.quick-input-widget input')?.value.endsWith(wanted),
    name,
  );
  await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
  const file = path.join(folder, name);
  for (const end = Date.now() + 60_000; Date.now() < end; await page.waitForTimeout(100))
    if (existsSync(file) && readFileSync(file).length > 0) return readFileSync(file);
  throw new Error(`${file} is not there`);
}

/** A walk is taken away, without a mouse. */
export const byKey = {
  'a picture is saved by keys, and each of its numbers leads to its hop': async (stage) => {
    const { page } = stage;
    await w23(stage);
    await menu(stage).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    const svg = (await saved(stage, 'W23-topology.svg')).toString();
    const links = [...svg.matchAll(/<a href="#([^"]*)">/g)].map(([, to]) => to);
    assert.equal(links.length, 10);
    for (const to of links) assert.ok(svg.includes(`<g id="${to}">`), to);
  },
};

/** The same, with one. */
export const byMouse = {
  'the mouse saves a picture of dots and a page that stands alone, and copies a diagram': async (stage) => {
    const { panel } = stage;
    await w23(stage);
    const pick = async (name) => {
      await menu(stage).click();
      await panel.getByRole('menuitem', { name }).click();
    };
    await pick(/PNG/);
    const png = await saved(stage, 'W23-topology.png');
    assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
    assert.ok(png.length > 20_000, `${png.length} bytes`);
    await pick(/HTML/);
    const html = (await saved(stage, 'W23.html')).toString();
    assert.match(html, /^<!DOCTYPE html>[\s\S]*default-src 'none'[\s\S]*netkPage = \{/);
    await pick(/as Mermaid/);
    await panel.locator('#live', { hasText: 'copied W23.mmd' }).waitFor({ state: 'attached' });
  },
};

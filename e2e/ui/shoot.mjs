import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { outDir } from './stage.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const themes = {
  dark: ['Dark Modern', 'vscode-dark'],
  light: ['Light Modern', 'vscode-light'],
  hc: ['Dark High Contrast', 'vscode-high-contrast'],
  hcl: ['Light High Contrast', 'vscode-high-contrast-light'],
};
const allWidths = [420, 760, 1360];

/** The document of the panel. */
export const frame = async ({ page }) => {
  const outer = await page.locator('iframe.webview.ready').first().elementHandle();
  const inner = await (await outer.contentFrame()).locator('iframe#active-frame').elementHandle();
  return inner.contentFrame();
};

/** Makes the window so large that the panel has a width, and a height where one is given. */
export async function resize({ page }, { width, height }) {
  const box = () => page.locator('iframe.webview.ready').first().boundingBox();
  const off = (now) => [width - now.width, height === undefined ? 0 : height - now.height];
  for (let round = 0; round < 12; round += 1) {
    const [x, y] = off(await box());
    if (Math.abs(x) < 2 && Math.abs(y) < 2) return;
    const size = page.viewportSize();
    await page.setViewportSize({
      width: Math.max(320, Math.round(size.width + x)),
      height: Math.max(200, Math.round(size.height + y)),
    });
    await page.waitForTimeout(250);
  }
  assert.ok(
    off(await box()).every((each) => Math.abs(each) < 2),
    'the panel has another size',
  );
}

/**
 * Pictures of the panel in a theme, at three widths; axe-core must find nothing (`axe: false` for a picture of a moment).
 * @param {{ widths?: readonly number[], axe?: boolean }} options
 */
export async function shoot(stage, theme, what = 'panel', { widths = allWidths, axe: look = true } = {}) {
  const [name, marker] = themes[theme];
  await stage.theme(name);
  const inside = await frame(stage);
  await inside.locator(`body.${marker}`).waitFor();
  for (const width of widths) {
    await resize(stage, { width });
    await stage.page.waitForTimeout(500);
    const file = path.join(outDir, `${what}-${theme}-${width}.png`);
    await stage.page.locator('iframe.webview.ready').first().screenshot({ path: file });
    if (!look) continue;
    await inside.evaluate(axe);
    const { violations } = await inside.evaluate(() => globalThis.axe.run(document));
    const words = violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n    ${nodes
          .slice(0, 3)
          .map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`)
          .join('\n    ')}`,
    );
    assert.equal(violations.length, 0, `${theme}, ${width} px\n  ${words.join('\n  ')}`);
  }
}

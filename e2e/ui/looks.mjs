import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { lineOf } from './source.mjs';
import { outDir } from './stage.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const themes = {
  dark: ['Dark Modern', 'vscode-dark'],
  light: ['Light Modern', 'vscode-light'],
  hc: ['Dark High Contrast', 'vscode-high-contrast'],
  hcl: ['Light High Contrast', 'vscode-high-contrast-light'],
};
const widths = [420, 760, 1360];

const frame = async ({ page }) => {
  const outer = await page.locator('iframe.webview.ready').first().elementHandle();
  const inner = await (await outer.contentFrame()).locator('iframe#active-frame').elementHandle();
  return inner.contentFrame();
};

/** Makes the window so wide that the panel has a width. */
async function widen({ page }, width) {
  const box = () => page.locator('iframe.webview.ready').first().boundingBox();
  for (let round = 0; round < 8; round += 1) {
    const { width: now } = await box();
    if (Math.round(now) === width) return;
    const size = page.viewportSize();
    await page.setViewportSize({ width: Math.max(320, Math.round(size.width + width - now)), height: size.height });
    await page.waitForTimeout(250);
  }
  assert.equal(Math.round((await box()).width), width);
}

async function shoot(stage, theme) {
  const [name, marker] = themes[theme];
  await stage.theme(name);
  const inside = await frame(stage);
  await inside.locator(`body.${marker}`).waitFor();
  for (const width of widths) {
    await widen(stage, width);
    await stage.page.waitForTimeout(500);
    const file = path.join(outDir, `panel-${theme}-${width}.png`);
    await stage.page.locator('iframe.webview.ready').first().screenshot({ path: file });
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

/** How the panel looks, in every theme and width; axe-core looks too. */
export const looks = {
  options: { settings: { 'workbench.colorTheme': 'Default Dark Modern', 'workbench.activityBar.location': 'hidden' } },
  tests: {
    'the window with source and panel': async ({ page, lens, panel, command, goToLine }) => {
      await lens(/\d+ of \d+ free/)
        .first()
        .waitFor({ timeout: 45_000 });
      await goToLine(lineOf('walk W23'));
      await command('netk: Trace Walk');
      await panel
        .getByText(/delivered/i)
        .first()
        .waitFor();
      await panel.getByRole('slider').first().focus();
      await page.keyboard.press('n'); // the first rewrite: the kube-proxy of nA picks a pod
      await page.waitForTimeout(1500);
      await page.screenshot({ path: path.join(outDir, 'window-dark.png') });
    },
    'the panel alone in the window': async (stage) => {
      const tab = stage.page.locator('.tab', { hasText: 'eks-talk.netk' });
      await tab.click();
      await stage.command('View: Close Editor');
      await tab.waitFor({ state: 'detached' });
      await stage.page.waitForTimeout(500);
      await frame(stage);
    },
    'dark at 420, 760 and 1360 px, and axe finds nothing': (stage) => shoot(stage, 'dark'),
    'light at 420, 760 and 1360 px, and axe finds nothing': (stage) => shoot(stage, 'light'),
    'high contrast at 420, 760 and 1360 px, and axe finds nothing': (stage) => shoot(stage, 'hc'),
    'high contrast light at 420, 760 and 1360 px, and axe finds nothing': (stage) => shoot(stage, 'hcl'),
  },
};

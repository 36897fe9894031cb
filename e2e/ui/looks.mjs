import path from 'node:path';
import { lookedAt } from './sequence.mjs';
import { shoot } from './shoot.mjs';
import { lineOf } from './source.mjs';
import { outDir } from './stage.mjs';

/** The panel fills the window: the source is closed, unless it is already. */
async function alone(stage) {
  if (!(await stage.page.locator('.tab', { hasText: 'eks-talk.netk' }).first().isVisible())) return;
  await stage.traced('W23', lineOf('walk W23'));
  await stage.closeSource();
}

/** Pictures of the panel alone in the window. */
async function pictures(stage, theme) {
  await alone(stage);
  await shoot(stage, theme);
}

/** How the panel looks, in every theme and width; axe-core looks too. */
export const looks = {
  options: { settings: { 'workbench.colorTheme': 'Default Dark Modern', 'workbench.activityBar.location': 'hidden' } },
  tests: {
    'the window with source and panel': async (stage) => {
      const { page, panel } = stage;
      await stage.traced('W23', lineOf('walk W23'));
      await panel.getByRole('slider').first().focus();
      await page.keyboard.press('n'); // the first rewrite: the kube-proxy of nA picks a pod
      await page.waitForTimeout(1500);
      await page.screenshot({ path: path.join(outDir, 'window-dark.png') });
    },
    'dark at 420, 760 and 1360 px, and axe finds nothing': (stage) => pictures(stage, 'dark'),
    'light at 420, 760 and 1360 px, and axe finds nothing': (stage) => pictures(stage, 'light'),
    'the sequence in light at 420 and 1200 px, and axe finds nothing': async (stage) => {
      await alone(stage);
      await lookedAt(stage, 'light');
    },
    'the inside of a node, a comparison, the menu and the ask box at 420 and 1200 px, and axe finds nothing': async (
      stage,
    ) => {
      const { page, panel } = stage;
      await alone(stage);
      await panel.locator('.hops').focus();
      const look = async (key, what) => {
        await page.keyboard.press(key);
        await shoot(stage, 'light', what, { widths: [420, 1200] });
      };
      await page.keyboard.press('n');
      await look('o', 'node');
      await panel.locator('.stages').focus();
      await page.keyboard.press('o');
      await look('d', 'compare');
      await panel.locator('.diffs').focus();
      await page.keyboard.press('Escape');
      await look('a', 'ask');
      await page.keyboard.press('Escape');
      await panel.getByRole('button', { name: 'More', exact: true }).click();
      await shoot(stage, 'light', 'menu', { widths: [420] });
      await page.keyboard.press('Escape');
    },
    'high contrast at 420, 760 and 1360 px, and axe finds nothing': (stage) => pictures(stage, 'hc'),
    'high contrast light at 420, 760 and 1360 px, and axe finds nothing': (stage) => pictures(stage, 'hcl'),
  },
};

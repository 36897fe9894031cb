import path from 'node:path';
import { shoot } from './shoot.mjs';
import { lineOf } from './source.mjs';
import { outDir } from './stage.mjs';

/** Pictures of the panel alone in the window. */
async function alone(stage, theme) {
  if (await stage.page.locator('.tab', { hasText: 'eks-talk.netk' }).first().isVisible()) {
    await stage.traced('W23', lineOf('walk W23'));
    await stage.closeSource();
  }
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
    'dark at 420, 760 and 1360 px, and axe finds nothing': (stage) => alone(stage, 'dark'),
    'light at 420, 760 and 1360 px, and axe finds nothing': (stage) => alone(stage, 'light'),
    'high contrast at 420, 760 and 1360 px, and axe finds nothing': (stage) => alone(stage, 'hc'),
    'high contrast light at 420, 760 and 1360 px, and axe finds nothing': (stage) => alone(stage, 'hcl'),
  },
};

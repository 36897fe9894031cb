import path from 'node:path';
import { frame, shoot } from './shoot.mjs';
import { lineOf } from './source.mjs';
import { outDir } from './stage.mjs';

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

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectDir } from '../../host/parts.mjs';
import { shoot } from './shoot.mjs';

const file = 'shop.netk';
const smallest = readFileSync(path.join(projectDir, 'examples/smallest.netk'), 'utf8');
// the program listens on another port than the Service says: every check of the balancer is refused
const text = smallest
  .replace('port http 8080', 'port http 8081')
  .replace('80 -> http', '80 -> 8080')
  .replace('walk "a customer', 'walk shop "a customer');
const line = text.split('\n').findIndex((each) => each.startsWith('walk shop')) + 1;

const target = ({ panel }) => panel.locator('.box.k-target[aria-label^="web-1"]');
const verdict = ({ panel }) => panel.locator('.outcome .verdict h2');

/** The panel fills the window: the source is closed, unless it is already. */
async function alone(stage) {
  if (!(await stage.page.locator('.tab', { hasText: file }).first().isVisible())) return;
  await stage.traced('shop', line);
  await stage.closeSource();
}

/** Back from a health check that a test before left open. */
async function onTheWalk(stage) {
  await stage.traced('shop', line);
  const back = stage.panel.getByRole('button', { name: 'Back to the walk (Esc)' });
  if (await back.isVisible()) await back.click();
}

/** Somebody wonders why a load balancer answers 502. */
export const balanced = {
  options: {
    file,
    files: { [file]: text },
    settings: { 'workbench.colorTheme': 'Default Dark Modern', 'workbench.activityBar.location': 'hidden' },
  },
  tests: {
    'a target has the sign of its health check, and says why': async (stage) => {
      await onTheWalk(stage);
      await target(stage).waitFor({ state: 'attached' });
      assert.match(
        await target(stage).getAttribute('aria-label'),
        /^web-1, target, unhealthy\. web:80 of ALB web: unhealthy, refused \(SVC-TARGETPORT\)\./,
      );
      assert.equal(await target(stage).locator('.health').textContent(), '✕');
      assert.match(await verdict(stage).textContent(), /^502\. From ALB web/);
    },
    'Enter on a target opens its health check as a walk, and Escape leads back': async (stage) => {
      const { page, panel } = stage;
      await onTheWalk(stage);
      await target(stage).focus();
      await page.keyboard.press('Enter');
      await panel.locator('.pick', { hasText: /ALB web us-east-1a checks web-1 of web:80: unhealthy/ }).waitFor();
      await panel.locator('.outcome .verdict h2', { hasText: 'nothing listens on the port' }).waitFor();
      assert.match(await panel.locator('.step[aria-selected=true]').getAttribute('class'), /s-drop/);
      await panel.getByRole('slider').first().focus();
      await page.keyboard.press('Escape');
      await panel.locator('.pick b', { hasText: 'shop' }).waitFor();
      await panel.locator('.outcome .verdict h2', { hasText: '502' }).waitFor();
    },
    'the reasons have each check, which opens from there': async (stage) => {
      const { panel } = stage;
      await onTheWalk(stage);
      const [first] = await panel.getByRole('button', { name: /Open this check of web-/ }).all();
      await first.click();
      await panel.locator('.pick', { hasText: /checks web-\d of web:80/ }).waitFor();
      await onTheWalk(stage);
    },
    'the strip has a lane of what is asked, and the choices stand one by one': async (stage) => {
      const { panel } = stage;
      await onTheWalk(stage);
      assert.match(await panel.locator('.strip .lane.asked').textContent(), /GET shop\.example\.com\/.*502/);
      const target2 = panel.getByRole('radiogroup', { name: /target of web:80/ }).getByRole('radio', { name: /web-2/ });
      await target2.click();
      await panel.locator('.outcome .verdict h2', { hasText: 'web-2' }).waitFor();
    },
    'dark, and axe finds nothing': async (stage) => {
      await alone(stage);
      await shoot(stage, 'dark', 'balanced');
    },
    'light, and axe finds nothing': async (stage) => {
      await alone(stage);
      await shoot(stage, 'light', 'balanced');
    },
    'a lane of several devices unfolds by its button and its key, says which they are, and axe finds nothing': async (
      stage,
    ) => {
      const { page, panel } = stage;
      await alone(stage);
      await panel.getByRole('radio', { name: 'Sequence' }).click();
      const lanes = panel.getByRole('tree', { name: /^Sequence/ });
      const button = panel.getByRole('button', { name: '3 devices: Internet, igw, VPC router' });
      await button.focus();
      const numbers = () => lanes.locator('.is-arrow .badge text').allTextContents();
      const folded = await numbers();
      await page.keyboard.press('Enter');
      await panel.getByRole('tree', { name: /client, Internet, igw, VPC router, ALB/ }).waitFor();
      assert.equal(await button.getAttribute('aria-expanded'), 'true');
      assert.deepEqual((await numbers()).slice(0, 4), ['1', '2', '3', '4']);
      await panel
        .locator('#live', { hasText: /^3 devices unfolded: Internet, igw, VPC router$/ })
        .waitFor({ state: 'attached' });
      // the focus stays on the button
      await panel.locator('.run:focus').waitFor();
      await shoot(stage, 'light', 'unfolded', { widths: [900] });
      await lanes.getByRole('treeitem', { name: /^igw to VPC router/ }).click();
      await lanes.focus();
      await page.keyboard.press('Shift+Z');
      await panel.getByRole('tree', { name: /client, 3 devices, ALB/ }).waitFor();
      assert.deepEqual(await numbers(), folded);
      assert.equal(await button.getAttribute('aria-expanded'), 'false');
      await panel.getByRole('radio', { name: 'Topology' }).click();
    },
    'high contrast, and axe finds nothing': async (stage) => {
      await alone(stage);
      await shoot(stage, 'hc', 'balanced');
    },
    'high contrast light, and axe finds nothing': async (stage) => {
      await alone(stage);
      await shoot(stage, 'hcl', 'balanced');
    },
  },
};

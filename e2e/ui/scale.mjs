import assert from 'node:assert/strict';
import { shoot } from './shoot.mjs';

const file = 'scale.netk';
const zones = ['a', 'b', 'c'];
const text = `vpc main 10.0.0.0/16 on aws {
${zones.map((zone, at) => `  subnet ${zone} 10.0.${at}.0/24 zone az-${zone}`).join('\n')}
}
cluster c on eks in main {
  nodegroup workers m5.large nodes 24 in ${zones.join(', ')}
  deployment web replicas 300 { port 8080 }
  deployment payments replicas 9 { port 8080 }
  service pay { selector app=payments; port 80 -> 8080 }
}
walk W1 from web-1 to pay:80
`;
const line = text.split('\n').findIndex((each) => each.startsWith('walk')) + 1;

const cells = ({ panel }, kind) => panel.locator(`.cell.c-${kind}`);
const level = ({ panel }, name) => panel.locator(`.levels [aria-checked=true]`, { hasText: name });
const place = ({ panel }) => panel.locator('.crumbs [aria-current]');
const focused = ({ panel }) => panel.locator('.cell:focus');

/** What a screen reader says of the cell that has the focus. */
const said = (stage) => focused(stage).locator('.sr').textContent();

/** The walk of the file is shown, and on the map all of it. */
async function begin(stage) {
  await stage.traced('W1', line);
  await stage.panel.locator('.hops').focus();
  await stage.page.keyboard.press('g');
  await stage.panel.locator('.plane:focus').waitFor();
  await stage.page.keyboard.press('0');
  await place(stage).filter({ hasText: 'All' }).waitFor();
}

/** Somebody looks for a pod among hundreds. */
export const scale = {
  options: { file, files: { [file]: text }, viewport: { width: 1600, height: 900 } },
  tests: {
    'without a mouse: g opens it, Enter goes into a zone down to a pod, and breadcrumbs lead back': async (stage) => {
      const { page, panel } = stage;
      await begin(stage);
      await panel.locator('.levels [aria-checked=true]').focus();
      for (let tries = 0; tries < 3 && !(await level(stage, 'Zone').isVisible()); tries += 1)
        await page.keyboard.press('ArrowLeft');
      await level(stage, 'Zone').waitFor();
      assert.equal(await cells(stage, 'node').count(), 0);
      await panel.locator('.plane').focus();
      await page.keyboard.press('ArrowDown');
      await focused(stage).waitFor();
      await cells(stage, 'zone').first().focus();
      assert.match(await said(stage), /^az-a, zone, \d+ of \d+ pods used, 8 nodes$/);
      await page.keyboard.press('Enter');
      await level(stage, 'Subnet').waitFor();
      await page.keyboard.press('Enter');
      await level(stage, 'Node').waitFor();
      await page.keyboard.press('Enter');
      await level(stage, 'Pod').waitFor();
      assert.match(await said(stage), /, pod, 10\.0\.0\.\d+$/);
      await place(stage)
        .filter({ hasText: /^workers-/ })
        .waitFor();
      assert.ok((await panel.locator('.cell').count()) < 200, 'only what is in view is in the page');
      await page.keyboard.press('Backspace');
      await level(stage, 'Node').waitFor();
      assert.match(await said(stage), /^workers-\d+, node/);
      await panel.locator('.crumbs button').first().focus();
      await page.keyboard.press('Enter');
      await place(stage).filter({ hasText: 'All' }).waitFor();
    },
    'the search counts what fits in all and in each cell, and leads from one to the next': async (stage) => {
      const { page, panel } = stage;
      await begin(stage);
      await page.keyboard.press('/');
      await panel.locator('[data-key=seek]:focus').waitFor();
      await page.keyboard.type('10.100.');
      await page.keyboard.press('Control+a');
      await page.keyboard.type('payments');
      await panel.locator('.seek .count', { hasText: '9 pods on ' }).waitFor();
      await panel.locator('[data-key=level-subnet]').click();
      await level(stage, 'Subnet').waitFor();
      const counts = await cells(stage, 'subnet').locator('.hits').allTextContents();
      assert.equal(
        counts.reduce((sum, count) => sum + Number(count), 0),
        9,
      );
      await panel.locator('[data-key=seek]').focus();
      await page.keyboard.press('Enter');
      await focused(stage).waitFor();
      assert.match(await said(stage), /^payments-\d+, pod/);
      await panel.locator('[data-key=seek]').fill('');
    },
    'with a mouse: a button and a double click go deeper, and a pod has the menu that traces': async (stage) => {
      const { page, panel } = stage;
      await begin(stage);
      await panel.locator('[data-key=level-subnet]').click();
      await cells(stage, 'subnet').first().dblclick();
      await level(stage, 'Node').waitFor();
      await place(stage).filter({ hasText: 'a' }).waitFor();
      const names = await cells(stage, 'node').locator('b').allTextContents();
      assert.equal(new Set(names).size, names.length, names.join(' '));
      await page.waitForTimeout(400); // the map has come to rest
      await cells(stage, 'node').first().dblclick();
      await level(stage, 'Pod').waitFor();
      await page.waitForTimeout(400);
      const pod = cells(stage, 'pod').first();
      const name = await pod.locator('b').textContent();
      await pod.click({ button: 'right' });
      await page.waitForTimeout(500); // a menu does not take the end of the click that opens it
      await page.locator('.monaco-menu .action-menu-item', { hasText: 'Trace from Here' }).click();
      const input = page.locator('.quick-input-widget input');
      await input.waitFor();
      await input.fill('pay:80');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'pay:80' }).first().click();
      await panel
        .locator('.pick span')
        .last()
        .filter({ hasText: `from ${name} to pay:80` })
        .waitFor();
      await panel.locator('.mapway .hopno').first().waitFor();
      await panel.locator('.crumbs button').first().click();
      await place(stage).filter({ hasText: 'All' }).waitFor();
    },
    'in two themes and at 420 and 1200 px axe finds nothing': async (stage) => {
      await begin(stage);
      await stage.closeSource();
      await stage.panel.locator('[data-key=level-pod]').click();
      await shoot(stage, 'light', 'scale', { widths: [1200] });
      await stage.panel.locator('[data-key=level-node]').click();
      await shoot(stage, 'hc', 'scale', { widths: [420] });
    },
  },
};

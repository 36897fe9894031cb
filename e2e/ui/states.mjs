import assert from 'node:assert/strict';
import path from 'node:path';
import { frame, shoot } from './shoot.mjs';
import { talk } from './source.mjs';
import { outDir } from './stage.mjs';

const file = 'state.netk';
const long = 'long.netk';
const withoutWalks = talk.slice(0, talk.indexOf('walk W07'));
/** One walk with as many branches as the Service has endpoints: it takes seconds. */
const longText = `vpc v 10.0.0.0/16 {
  subnet s 10.0.0.0/17 zone a
}
cluster c on eks in v {
  nodegroup big m5.24xlarge nodes 8 in s
  node one m5.24xlarge in s { pod caller eni 0 }
  deployment api replicas 4000 { port http 8080; expose 80 -> http }
}
walk long from caller to api:80
`;

const narrow = { widths: [420] };

async function open({ page }, name) {
  await page.keyboard.press('Control+p');
  const input = page.locator('.quick-input-widget input');
  await input.waitFor();
  await input.fill(name);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
  await page.locator('.tab.active', { hasText: name }).first().waitFor();
}

/** The states of the panel without an answer (or with an old one), and the ways out of them. */
export const states = {
  options: {
    file,
    files: { [file]: withoutWalks, [long]: longText },
    settings: { 'workbench.activityBar.location': 'hidden', 'workbench.colorTheme': 'Default Dark Modern' },
  },
  tests: {
    'a file without a walk gets one that is built from its names': async (stage) => {
      const { lens, panel, command, page } = stage;
      await lens(/\d+ of \d+ free/)
        .first()
        .waitFor({ timeout: 45_000 });
      await command('netk: Open Network Panel');
      await panel.getByText('No walk in this file yet').waitFor();
      await shoot(stage, 'dark', 'state-empty', narrow);
      await panel.getByRole('button', { name: 'Insert this walk' }).click();
      await panel.locator('.outcome .verdict').getByText('Delivered').waitFor();
      await page.locator('.tab.active', { hasText: file }).first().waitFor();
    },
    'a broken text keeps the last good picture, and the banner leads to the error': async (stage) => {
      const { panel, page } = stage;
      await stage.goToLine(2);
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('subnet = =');
      await panel.getByText('Last good picture').waitFor();
      await shoot(stage, 'dark', 'state-stale', narrow);
      await stage.goToLine(20);
      await panel.getByRole('button', { name: /Go to line 3/ }).click();
      await page.locator('.editor-instance .line-numbers.active-line-number', { hasText: /^3$/ }).waitFor();
      await stage.command('File: Revert File');
      await panel.getByText('Last good picture').waitFor({ state: 'hidden' });
    },
    'a question about a name that nothing has says what is missing, and mends it': async (stage) => {
      const { panel, page } = stage;
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('Control+End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('walk typo from clent to nA:31080');
      await panel.getByText('The file has an error.').waitFor();
      await stage.command('netk: Trace Walk');
      await panel.getByText('Undetermined.').waitFor();
      const fix = panel.getByRole('button', { name: 'Change to client' });
      await fix.first().waitFor();
      assert.equal(await fix.count(), 1, 'one place offers the fix');
      await shoot(stage, 'dark', 'state-undetermined', { widths: [420, 760] });
      await shoot(stage, 'light', 'state-undetermined', narrow);
      await fix.click();
      await panel.getByText('The file has an error.').waitFor({ state: 'hidden' });
      await panel.getByText('Undetermined.').waitFor({ state: 'hidden' });
      await page.locator('.view-line', { hasText: 'walk typo from client to nA:31080' }).first().click();
      await stage.command('File: Revert File');
    },
    'a long walk tells how far it is, can be cancelled, and asked for again': async (stage) => {
      const { panel } = stage;
      await open(stage, long);
      const cancel = panel.getByRole('button', { name: 'Cancel' });
      await panel.getByText(/Walking long: [\d,]+ branches done/).waitFor();
      const picture = path.join(outDir, 'state-loading-dark.png');
      await stage.page.locator('iframe.webview.ready').first().screenshot({ path: picture });
      await cancel.click();
      await panel.getByText(/long was cancelled/).waitFor();
      await shoot(stage, 'dark', 'state-cancelled', narrow);
      await panel.getByRole('button', { name: 'Walk again' }).click();
      await panel.getByText(/long was cancelled/).waitFor({ state: 'hidden' });
    },
    'a walk with thousands of branches is drawn, and branches that went alike stand together': async (stage) => {
      const { panel, page, command } = stage;
      await page.setViewportSize({ width: 1600, height: 1000 });
      await page.locator('.codelens-decoration', { hasText: '4000 routes, delivered' }).first().waitFor();
      await open(stage, long);
      await stage.page.keyboard.press('Control+End');
      await command('netk: Trace Walk');
      const leaves = panel.locator('.leaves [role=radio]');
      await leaves.first().waitFor();
      const said = await leaves.allTextContents();
      const counts = said.map((text) => Number(/([\d,]+) × /.exec(text)?.[1].replaceAll(',', '') ?? 1));
      assert.equal(
        counts.reduce((sum, each) => sum + each, 0),
        4000,
        said.join(' | '),
      );
    },
    'without a file the panel says what it is, and offers a template and the tour': async (stage) => {
      const { panel, page, command } = stage;
      await command('View: Close All Editors');
      await command('netk: Open Network Panel');
      await panel.getByText('Open a .netk file').waitFor();
      await shoot(stage, 'dark', 'state-none', narrow);
      await panel.getByRole('button', { name: 'Start the walkthrough' }).click();
      await page.getByText('Follow a packet with netk').first().waitFor();
      await page.screenshot({ path: path.join(outDir, 'walkthrough.png') });
    },
    'the template has a walk that is delivered': async (stage) => {
      const { panel, page, command } = stage;
      await page.setViewportSize({ width: 1600, height: 1000 });
      await page.locator('.tab', { hasText: 'Welcome' }).first().click();
      await page.getByRole('button', { name: 'New from template' }).click();
      await page
        .locator('.tab.active', { hasText: /Untitled/ })
        .first()
        .waitFor();
      await command('netk: Trace Walk');
      await panel.locator('.outcome .verdict').getByText('Delivered').waitFor();
      const inside = await frame(stage);
      assert.match(await inside.locator('.pick').textContent(), /one web pod calls the Service/);
    },
  },
};

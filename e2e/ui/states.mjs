import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { frame, shoot } from './shoot.mjs';
import { talk } from './source.mjs';
import { outDir } from './stage.mjs';

/** The file that is open when the window comes up. */
const first = 'empty.netk';
/** Files that a test writes into, one for each. */
const own = { broken: 'broken.netk', typo: 'typo.netk', several: 'several.netk', overlap: 'overlap.netk' };
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

/** No two pods are alike, so that each way is walked. */
const slow = 'slow.netk';
const unlike = Array.from(
  { length: 4000 },
  (_, i) => `  pod w${i} on big { labels app=api; port 8080; port ${20_000 + i} }`,
);
const slowText = `walk slow from caller to api:80
vpc v 10.0.0.0/16 {
  subnet s 10.0.0.0/17 zone a
}
cluster c on eks in v {
  nodegroup big m5.24xlarge nodes 8 in s
  node one m5.24xlarge in s { pod caller eni 0 }
  service api { selector app=api; port 80 -> 8080; labels x=1 }
${unlike.join('\n')}
}
`;

const narrow = { widths: [420] };
const walk = 'walk "how it is" from pod51 to app1:80\n';

async function open({ page, ask }, name) {
  await ask('Control+p', name);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
  await page.locator('.tab.active', { hasText: name }).first().waitFor();
}

/** Waits until the language server has read the file. */
const ready = ({ lens }) =>
  lens(/\d+ of \d+ free/)
    .first()
    .waitFor();

/** A window as it was at first, but for the file that is open. */
async function alone(stage, name) {
  await stage.command('File: Save All Files');
  await stage.command('View: Close All Editors');
  await stage.page.locator('.tab').first().waitFor({ state: 'detached' });
  if (name === undefined) return;
  await open(stage, name);
  await ready(stage);
}

/** Writes a line at the end of the file. */
async function append({ page }, line) {
  await page.locator('.tab.active').first().click();
  await page.locator('.editor-instance .view-line').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.type(line);
}

/** The process of the language server, which is in the group of the host. */
function serverOf({ host }) {
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const group = Number(readFileSync(`/proc/${name}/stat`, 'latin1').split(') ')[1].split(' ')[2]);
      const command = readFileSync(`/proc/${name}/cmdline`, 'latin1');
      if (group === host.pid && /dist\/server\.js/.test(command)) return Number(name);
    } catch {
      // gone while we looked
    }
  }
  throw new Error('there is no language server');
}

/** The states of the panel without an answer (or with an old one), and the ways out of them. Each test has its own file. */
export const states = {
  options: {
    file: first,
    files: {
      ...Object.fromEntries([first, ...Object.values(own)].map((name) => [name, withoutWalks])),
      ...{ [long]: longText, [slow]: slowText },
    },
    settings: { 'workbench.activityBar.location': 'hidden', 'workbench.colorTheme': 'Default Dark Modern' },
  },
  tests: {
    'a file without a walk gets one that is built from its names': async (stage) => {
      const { panel, command, page } = stage;
      await alone(stage, first);
      await command('netk: Open Network Panel');
      await panel.getByText('No walk in this file yet').waitFor();
      await shoot(stage, 'dark', 'state-empty', narrow);
      await panel.getByRole('button', { name: 'Insert this walk' }).click();
      await panel.locator('.outcome .verdict').getByText('Delivered').waitFor();
      await page.locator('.tab.active', { hasText: first }).first().waitFor();
    },
    'a broken text keeps the last good picture, and the banner leads to the error': async (stage) => {
      const { panel, page } = stage;
      await alone(stage, own.broken);
      await append(stage, walk);
      await stage.command('netk: Trace Walk');
      await panel.locator('.outcome .verdict').getByText('Delivered').waitFor();
      await stage.goToLine(2, own.broken);
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('subnet = =');
      await panel.getByText('Last good picture').waitFor();
      await shoot(stage, 'dark', 'state-stale', narrow);
      await stage.goToLine(20, own.broken);
      await panel.getByRole('button', { name: /Go to line 3/ }).click();
      await page.locator('.editor-instance .line-numbers.active-line-number', { hasText: /^3$/ }).waitFor();
      await stage.command('File: Revert File');
      await panel.getByText('Last good picture').waitFor({ state: 'hidden' });
    },
    'a question about a name that nothing has says what is missing, and mends it': async (stage) => {
      const { panel, page } = stage;
      await alone(stage, own.typo);
      await append(stage, 'walk typo from clent to nA:31080');
      await stage.command('netk: Trace Walk');
      await panel.getByText('Undetermined.').waitFor();
      const fix = panel.getByRole('button', { name: 'Change to client' });
      await fix.first().waitFor();
      assert.equal(await fix.count(), 1, 'one place offers the fix');
      assert.equal(
        await panel.locator('.banner:not(.preview)').isVisible(),
        false,
        'the card of the walk says it, no banner',
      );
      await shoot(stage, 'dark', 'state-undetermined', { widths: [420, 760] });
      await shoot(stage, 'light', 'state-undetermined', narrow);
      await fix.click();
      await panel.getByText('Undetermined.').waitFor({ state: 'hidden' });
      await page.setViewportSize({ width: 1600, height: 1000 });
      await page.locator('.view-line', { hasText: 'walk typo from client to nA:31080' }).first().waitFor();
    },
    'what is wrong with one walk stands on the card of that walk, and on no other': async (stage) => {
      const { panel, page } = stage;
      await alone(stage, own.several);
      const last = withoutWalks.split('\n').length;
      await append(stage, 'walk q1 from pod51 to app1:80');
      await page.keyboard.press('Enter');
      await page.keyboard.type('walk q6 from pod51 to pdo61:8080');
      await page.keyboard.press('Enter');
      await page.keyboard.type('walk q7 from pod51 to pod61:8080 { expect refused }');
      await stage.goToLine(last + 1, own.several);
      await stage.command('netk: Trace Walk');
      await panel.locator('.pick b', { hasText: 'q1' }).waitFor();
      await panel.locator('.outcome .verdict').getByText('Delivered').waitFor();
      await panel.locator('.pick').click();
      const rows = panel.getByRole('option');
      await rows.filter({ hasText: 'q7' }).getByText('1 failed').waitFor();
      const signs = await rows.evaluateAll((all) => all.map((each) => each.querySelector('.mk').textContent[0]));
      assert.deepEqual(signs, ['✓', '?', '✓']);
      await page.screenshot({ path: path.join(outDir, 'state-picker.png') });
      await page.keyboard.press('Escape');
      assert.equal(
        await panel.locator('.banner:not(.preview)').isVisible(),
        false,
        'q6 and q7 are no error of the file',
      );
      assert.equal(await panel.getByRole('button', { name: /Change to|Go to line/ }).count(), 0);
      await panel.locator('.pick').click();
      await rows.filter({ hasText: 'q6' }).click();
      await panel.getByText('Undetermined.').waitFor();
      await panel.getByRole('button', { name: 'Change to pod61' }).waitFor();
      await panel.getByRole('button', { name: `Go to line ${last + 2}` }).waitFor();
      assert.equal(await panel.locator('.banner:not(.preview)').isVisible(), false);
      await panel.locator('.pick').click();
      await rows.filter({ hasText: 'q7' }).click();
      await panel.locator('.grounds').getByText('"expect refused" does not hold').waitFor();
    },
    'the fix of two subnets that overlap moves the one that was added, not the one with pinned addresses': async (
      stage,
    ) => {
      const { panel, page } = stage;
      await alone(stage, own.overlap);
      await append(stage, walk);
      await stage.command('netk: Trace Walk');
      await panel.locator('.outcome .verdict').getByText('Delivered').waitFor();
      await stage.goToLine(
        withoutWalks.split('\n').findIndex((each) => each.includes('subnet work-2 ')) + 1,
        own.overlap,
      );
      await page.keyboard.press('Home');
      await page.keyboard.type('subnet extra 192.168.1.128/25 zone az1');
      await page.keyboard.press('Enter');
      await panel.locator('.banner:not(.preview)').getByText('overlaps').waitFor();
      assert.equal(
        await panel.locator('.grounds').getByRole('button').count(),
        0,
        'the card of the walk is about the walk',
      );
      await panel
        .locator('.banner:not(.preview)')
        .getByRole('button', { name: /^Move subnet extra to 192\.168\.0\.0\/25/ })
        .click();
      await page.locator('.view-line', { hasText: 'subnet extra 192.168.0.0/25' }).first().waitFor();
      await page.locator('.view-line', { hasText: 'subnet work-1 192.168.1.0/24' }).first().waitFor();
      await panel.locator('.banner:not(.preview)').waitFor({ state: 'hidden' });
    },
    'a long walk tells how far it is, can be cancelled, and asked for again': async (stage) => {
      const { panel, page, command } = stage;
      await alone(stage, slow);
      await stage.goToLine(1, slow);
      await command('netk: Trace Walk');
      await panel.locator('.leaves [role=radio]').first().waitFor();
      // another text is walked anew, while the panel is there to see it
      await page.locator('.tab', { hasText: slow }).first().click();
      await stage.goToLine(8, slow);
      await page.locator('.editor-instance .view-line', { hasText: 'labels x=1' }).first().waitFor();
      await page.keyboard.press('End');
      for (let at = 0; at < ' }'.length; at += 1) await page.keyboard.press('ArrowLeft');
      await page.keyboard.type('1');
      const server = serverOf(stage);
      const far = panel.getByText(/Walking slow: [\d,]+ branches done/);
      await far.waitFor();
      process.kill(server, 'SIGSTOP'); // it stays so far until we have looked
      try {
        assert.ok(await far.isVisible(), 'the walk is over before the server was stopped');
        const picture = path.join(outDir, 'state-loading-dark.png');
        await page.locator('iframe.webview.ready').first().screenshot({ path: picture });
        await panel.getByRole('button', { name: 'Cancel' }).click();
      } finally {
        process.kill(server, 'SIGCONT');
      }
      await panel.getByText(/slow was cancelled/).waitFor();
      await shoot(stage, 'dark', 'state-cancelled', narrow);
      await panel.getByRole('button', { name: 'Walk again' }).click();
      await panel.getByText(/slow was cancelled/).waitFor({ state: 'hidden' });
    },
    'a walk with thousands of ways is drawn, and ways that went alike stand together': async (stage) => {
      const { panel, command, lens } = stage;
      await alone(stage, long);
      await lens(/✓ delivered|routes, delivered/)
        .first()
        .waitFor();
      await stage.page.keyboard.press('Control+End');
      await command('netk: Trace Walk');
      const leaves = panel.locator('.leaves [role=radio]');
      await leaves.first().waitFor();
      const said = await leaves.allTextContents();
      const number = (text) => Number(text.replaceAll(',', ''));
      const counts = said.map((text) => {
        const [, ways] = /([\d,]+) ways?/.exec(text) ?? [];
        const [, alike] = /or one of ([\d,]+) like it/.exec(text) ?? [];
        return ways ? number(ways) : alike ? 1 + number(alike) : 1;
      });
      assert.equal(
        counts.reduce((sum, each) => sum + each, 0),
        4000,
        said.join(' | '),
      );
    },
    'without a file the panel says what it is, and offers a template and the tour': async (stage) => {
      const { panel, page, command } = stage;
      await alone(stage);
      await command('netk: Open Network Panel');
      await panel.getByText('Open a .netk file').waitFor();
      await shoot(stage, 'dark', 'state-none', narrow);
      await panel.getByRole('button', { name: 'Start the walkthrough' }).click();
      await page.getByText('Follow a packet with netk').first().waitFor();
      await page.screenshot({ path: path.join(outDir, 'walkthrough.png') });
    },
    'the template has a walk that is delivered': async (stage) => {
      const { panel, page, command } = stage;
      await alone(stage);
      await command('netk: Open Network Panel');
      await panel.getByRole('button', { name: 'New from template' }).click();
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

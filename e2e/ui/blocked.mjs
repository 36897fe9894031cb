import assert from 'node:assert/strict';
import { shoot } from './shoot.mjs';
import { talk } from './source.mjs';

const file = 'blocked.netk';
const text = `${talk.slice(0, talk.indexOf('walk W07')).replace('tcp/443, tcp/5432 from', 'tcp/443 from')}
walk W50 "the database, from outside of its group" from client to rds:5433
`;

const line = text.split('\n').findIndex((each) => each.startsWith('walk W50')) + 1;

/** The panel fills the window: the source is closed, unless it is already. */
async function alone(stage) {
  if (!(await stage.page.locator('.tab', { hasText: file }).first().isVisible())) return;
  await stage.traced('W50', line);
  await stage.closeSource();
}

/** A packet that does not arrive. */
export const blocked = {
  options: {
    file,
    files: { [file]: text },
    settings: { 'workbench.colorTheme': 'Default Dark Modern', 'workbench.activityBar.location': 'hidden' },
  },
  tests: {
    'the alert says why in the words of the source, and what to change': async (stage) => {
      const { panel } = stage;
      await stage.traced('W50', line);
      const facts = panel.locator('.alert .facts');
      await facts.waitFor();
      const said = await facts.textContent();
      assert.match(said, /sg-rds has no rule that allows tcp 5433 from 192\.168\.101\.200 \(client\)/);
      assert.match(said, /about 127 s/);
      assert.match(said, /Add ingress tcp\/5433 .* to security-group sg-rds/);
      const next = await panel.locator('.alert .next li').allTextContents();
      assert.equal(next.length, 1);
      assert.match(next[0], /rds, socket SVC-TARGETPORT .*Client would see a refusal\. Let rds listen on 5433\./);
      assert.match(await panel.locator('.alert a.code').first().getAttribute('href'), /causes\.md#sg-in$/);
    },
    'what to change is previewed and applied by keys alone, and undo takes it back': async (stage) => {
      const { page, panel, command } = stage;
      await stage.traced('W50', line);
      // both together let the packet pass, and each by itself does not
      const both = panel.getByRole('button', { name: 'Preview: 1 and 2 together' });
      await both.waitFor();
      assert.equal(await panel.locator('.mends .then .ok').count(), 1);
      await both.focus();
      await page.keyboard.press('Enter');
      await panel.locator('.outcome .verdict', { hasText: 'Delivered to rds' }).waitFor();
      assert.match(await panel.locator('.preview').textContent(), /Your file is as it was/);
      assert.equal(await stage.line('ingress tcp/5433').count(), 0);
      await panel.locator('.hops').focus();
      await page.keyboard.press('Escape');
      await panel.locator('.outcome .verdict', { hasText: 'Not delivered' }).waitFor();
      await panel.getByRole('button', { name: /^Apply: Add ingress/ }).focus();
      await page.keyboard.press('Enter');
      // what stopped it second stops it now
      await panel.locator('.outcome .verdict', { hasText: 'nothing listens' }).waitFor();
      await stage.goToLine(line);
      await page.keyboard.press('Control+z');
      await panel.locator('.facts', { hasText: 'sg-rds has no rule' }).waitFor();
      await command('File: Revert File');
    },
    'the mouse previews, and applies what is previewed': async (stage) => {
      const { panel, command } = stage;
      await stage.traced('W50', line);
      await panel.getByRole('button', { name: 'Preview: 1 and 2 together' }).click();
      await panel.locator('.outcome .verdict', { hasText: 'Delivered to rds' }).waitFor();
      await panel.locator('.preview').getByRole('button', { name: 'Apply' }).click();
      await panel.locator('.preview').waitFor({ state: 'hidden' });
      await panel.locator('.outcome .verdict', { hasText: 'Delivered to rds' }).waitFor();
      await stage.goToLine(line);
      await command('File: Revert File');
      await panel.locator('.outcome .verdict', { hasText: 'Not delivered' }).waitFor();
    },
    'the route ends with a cross, and there is no reply to switch to': async (stage) => {
      const { panel } = stage;
      await stage.traced('W50', line);
      assert.equal(await panel.locator('.death .drop').count(), 1);
      const reply = panel.getByRole('radio', { name: 'Reply' });
      assert.equal(await reply.isDisabled(), true);
      assert.match(await reply.getAttribute('title'), /died/);
    },
    'it looks right in the dark': async (stage) => {
      await alone(stage);
      await shoot(stage, 'dark', 'blocked');
    },
    'it looks right in the light': async (stage) => {
      await alone(stage);
      await shoot(stage, 'light', 'blocked');
    },
  },
};

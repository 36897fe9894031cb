import assert from 'node:assert/strict';
import path from 'node:path';
import { lineOf } from './source.mjs';
import { outDir } from './stage.mjs';

const steps = (panel) => panel.locator('[role=treeitem][aria-level="2"]');
/** The editor group whose active tab has a title. */
const group = (page, title) =>
  page.locator('.editor-group-container', { has: page.locator('.tab.active', { hasText: title }) });

const bare = (text) => text.replaceAll(/\s/g, '');
/** A rule as a step says it: without what matches every packet. */
const short = (text) => text.replace(/-mcomment--comment"[^"]*"/, '').replace(/-m(tcp|udp|sctp)(?=-j)/, '');

/** The text that is marked, without spaces (long lines are wrapped), and the number of its line. */
async function marked(page, title) {
  const editor = group(page, title).locator('.monaco-editor').first();
  await editor.locator('.view-overlays [class*="ced-"]').first().waitFor();
  return editor.evaluate((root) => {
    const middle = (element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return (top + bottom) / 2;
    };
    const bars = [...root.querySelectorAll('.view-overlays [class*="ced-"]')].map(middle);
    const beside = (selector) =>
      [...root.querySelectorAll(selector)]
        .filter((element) => bars.some((y) => Math.abs(middle(element) - y) < 4))
        .sort((one, other) => middle(one) - middle(other))
        .map(({ textContent }) => textContent.replaceAll(/\s/g, ''))
        .join('');
    return { text: beside('.view-line'), number: Number(beside('.line-numbers')) };
  });
}

/** Waits until a line is marked as expected: text and mark come one after the other. */
async function nowMarked(page, title, expected) {
  for (const end = Date.now() + 60_000; ; await page.waitForTimeout(100)) {
    const line = await marked(page, title);
    const now = { ...line, text: short(line.text) };
    if (now.text === expected.text && now.number === expected.number) return;
    if (Date.now() > end) assert.deepEqual(now, expected);
  }
}

/** The number of the line that the caret stands in. */
const caretLine = async (page, title) =>
  Number(await group(page, title).locator('.active-line-number').first().textContent());

/** What the panel said about a document: the number of its marked line. */
async function spoken(panel, title) {
  const said = panel.locator('#live', { hasText: `${title}: line ` });
  await said.waitFor({ state: 'attached' });
  return Number((await said.textContent()).match(/line (\d+) is marked/)[1]);
}

const inPanel = (page) => page.evaluate(() => document.activeElement?.tagName === 'IFRAME');

/** Puts W22 into the panel before a test. */
const w22 = (act) => async (stage) => {
  await stage.traced('W22', lineOf('walk W22 '));
  await act(stage);
};

/** Somebody looks up the rule that decided in the tables of the machine. */
export const tables = {
  options: { settings: { 'workbench.activityBar.location': 'hidden', 'workbench.colorTheme': 'Default Dark Modern' } },
  tests: {
    'the step of a hop leads to the line of iptables-save that decided it, and the focus stays in the panel': w22(
      async (stage) => {
        const { page, lens, panel } = stage;
        const dnat = steps(panel).filter({ hasText: '-j DNAT' }).first();
        await dnat.click();
        const entry = await dnat.locator('.e').textContent();
        await dnat.getByRole('button', { name: 'Show in iptables' }).click();
        await group(page, 'nA · iptables').waitFor();
        await lens(/Decided hop \d+ of W22, nat PREROUTING/).waitFor();
        const number = await spoken(panel, 'nA · iptables');
        await nowMarked(page, 'nA · iptables', { text: bare(entry), number });
        assert.equal(await caretLine(page, 'nA · iptables'), number);
        assert.equal(await page.locator('.editor-group-container').count(), 3);
        assert.ok(await inPanel(page), 'the focus left the panel');
      },
    ),
    'keys alone lead to rules and routes: t in the list, Tab and Enter on the link': w22(
      async ({ page, panel, lens }) => {
        await steps(panel).filter({ hasText: 'lookup' }).first().click();
        const rule = await panel.locator('.step[aria-selected=true] .e').textContent();
        await panel.getByRole('tree').focus();
        await page.keyboard.press('t');
        await group(page, /· rules/).waitFor();
        assert.equal((await marked(page, /· rules/)).text, bare(rule));
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Tab');
        assert.equal(await panel.locator('button:focus').textContent(), 'Show in routes');
        await page.keyboard.press('Enter');
        await group(page, /· routes/).waitFor();
        await lens(/Decided hop \d+ of W22, table /).waitFor();
        assert.ok(await inPanel(page), 'the focus left the panel');
      },
    ),
    'the tables look right in dark, light and both high contrasts': w22(async (stage) => {
      const { page, panel, lens } = stage;
      await steps(panel).filter({ hasText: '-j DNAT' }).first().click();
      await panel.getByRole('complementary').getByRole('button', { name: 'Show in iptables' }).click();
      await lens(/Decided hop \d+ of W22, nat PREROUTING/).waitFor();
      const number = await spoken(panel, 'nA · iptables');
      assert.equal(await caretLine(page, 'nA · iptables'), number);
      const themes = {
        dark: 'Dark Modern',
        light: 'Light Modern',
        hc: 'Dark High Contrast',
        hcl: 'Light High Contrast',
      };
      for (const [name, label] of Object.entries(themes)) {
        await stage.theme(label);
        await page.mouse.move(800, 990); // no tooltip in the picture
        await page.waitForTimeout(700);
        await page.screenshot({ path: path.join(outDir, `tables-${name}.png`) });
        const { text, number: at } = await marked(page, 'nA · iptables');
        assert.ok(text.includes('-jDNAT') && at === number, `${text} on line ${at}`);
      }
    }),
    'an edit of the source changes them: more rules, an error that keeps the last ones, a machine that is gone': w22(
      async (stage) => {
        const { page, panel, goToLine, command } = stage;
        const title = 'nA · rules';
        const shown = (text) => group(page, title).locator('.view-line', { hasText: text }).first();
        const rule = steps(panel).filter({ hasText: 'lookup' }).nth(1);
        await rule.click();
        await rule.getByRole('button', { name: 'Show in rules' }).click();
        await spoken(panel, title);
        const before = await marked(page, title);
        await goToLine(lineOf('pod pod61 '));
        await page.keyboard.press('Home');
        await page.keyboard.type('pod extra 192.168.1.62 eni 1');
        await page.keyboard.press('Enter');
        await shown('192.168.1.62').waitFor();
        await nowMarked(page, title, { ...before, number: before.number + 2 }); // two rules more, to and from the pod
        await command('File: Revert File');
        await shown('192.168.1.62').waitFor({ state: 'detached' });
        await nowMarked(page, title, before);
        await goToLine(`${lineOf('node nA ')}:8`);
        await page.keyboard.type('on '); // a reserved word where the name should stand
        await shown('# Below is the state before that.').waitFor();
        await nowMarked(page, title, { ...before, number: before.number + 2 });
        await page.screenshot({ path: path.join(outDir, 'tables-error.png') });
        await command('File: Revert File');
        await shown('# Below is the state before that.').waitFor({ state: 'detached' });
        await goToLine(`${lineOf('node nA ')}:10`);
        await page.keyboard.type('X'); // the walks still say nA
        await shown('talk/nA any more.').waitFor(); // the line before it may be wrapped
        await page.screenshot({ path: path.join(outDir, 'tables-gone.png') });
        await command('File: Revert File');
        await nowMarked(page, title, before);
      },
    ),
    'the palette asks for a machine and a view, and opens it with the others': w22(async ({ page, goToLine }) => {
      await goToLine(lineOf('node nB '));
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').fill('>netk: Show Tables of a Machine');
      const row = (text) => page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
      await row('netk: Show Tables of a Machine').click();
      await row('talk/nB').click();
      await row('ip -br address show').click();
      await group(page, 'nB · addresses').locator('.view-line', { hasText: '192.168.1.70/24' }).first().waitFor();
      assert.equal(await page.locator('.editor-group-container').count(), 3);
    }),
    'after a reload of the window, which drops virtual documents, they open in the same place': w22(async (stage) => {
      const { page, panel } = stage;
      await page.waitForTimeout(7000); // VS Code in a browser writes the state of its windows every 5 s
      await page.reload();
      const rule = steps(panel).filter({ hasText: 'lookup' }).nth(1);
      await rule.click();
      await rule.getByRole('button', { name: 'Show in rules' }).click();
      await spoken(panel, 'nA · rules');
      assert.equal(await page.locator('.editor-group-container').count(), 3);
    }),
  },
};

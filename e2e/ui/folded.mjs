import assert from 'node:assert/strict';

const file = 'wide.netk';
const zones = ['a', 'b', 'c'];
const text = `vpc main 10.0.0.0/16 on aws {
${zones.map((zone, at) => `  subnet ${zone} 10.0.${at}.0/24 zone az-${zone}`).join('\n')}
}
cluster c on eks in main {
  nodegroup workers m5.large nodes 30 in ${zones.join(', ')}
  deployment web replicas 60 { port 8080 }
}
walk W1 from web-1 to web-2:8080
`;

/** A picture that is too wide for pods starts with folded nodes. */
export const folded = {
  options: { file, files: { [file]: text } },
  tests: {
    'Enter goes into a folded node, and Backspace out of it': async ({ page, lens, panel, command }) => {
      await lens(/Trace/).first().waitFor();
      await page.locator('.tab', { hasText: file }).first().click();
      await command('netk: Trace Walk');
      await panel.locator('.outcome .verdict').waitFor();
      const cell = panel.locator('.box.k-cell[data-id="c/workers-7"]');
      await cell.waitFor({ state: 'attached' });
      assert.equal(await panel.locator('.box.k-pod').count(), 0);
      await cell.focus();
      await page.keyboard.press('Enter');
      await panel.locator('.box.k-pod').first().waitFor({ state: 'attached' });
      assert.equal(await cell.count(), 0);
      await page.keyboard.press('Backspace');
      await cell.waitFor({ state: 'attached' });
      assert.equal(await panel.locator('.box.k-pod').count(), 0);
    },
  },
};

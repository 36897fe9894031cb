import assert from 'node:assert/strict';

/** The same extension where there is no Node: everything runs in web workers. */
export const worker = {
  options: { worker: true },
  tests: {
    'lenses, trace and panel work in a browser alone': async ({ page, lens, panel }) => {
      await lens(/\d+ of \d+ free/)
        .first()
        .waitFor();
      await lens('Trace to here')
        .first()
        .waitFor({ state: 'attached' })
        .catch(() => {});
      await page.locator('.editor-instance .view-line').first().click();
      await page.keyboard.press('F1');
      const input = page.locator('.quick-input-widget input');
      await input.fill('>netk: Trace Walk');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Trace Walk' }).first().waitFor();
      await page.keyboard.press('Enter');
      await panel
        .getByText(/delivered/i)
        .first()
        .waitFor();
      assert.equal(await page.locator('.editor-group-container').count(), 2);
    },
  },
};

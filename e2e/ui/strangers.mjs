import assert from 'node:assert/strict';
import { frame } from './shoot.mjs';

const file = 'strangers.netk';
const tag = '<img src=x onerror=alert(1)>';
const crab = '🦀🦀 box';
const turned = '\u202Eevil';
const long = 'x'.repeat(200);
const text = `vpc main 10.0.0.0/16 on aws {
  subnet work-1 10.0.1.0/24 zone az1 {
    host "${tag}" 10.0.1.10
    host "${turned}" 10.0.1.11
    host "${crab}" 10.0.1.12 { port 80 }
    host "${long}" 10.0.1.13
  }
}
walk "<b>bold</b>" from "${tag}" to "${crab}"
`;

/** Puts the walk into the panel. */
async function open({ page, lens, panel, command }) {
  await lens(/Trace/).first().waitFor();
  await page.locator('.tab', { hasText: file }).first().click();
  await command('netk: Trace Walk');
  await panel.locator('.outcome .verdict').waitFor();
}

/** Names that want to be something else than names. */
export const strangers = {
  options: { file, files: { [file]: text } },
  tests: {
    'hostile names stay text in the panel': async (stage) => {
      const { page, panel } = stage;
      let asked = false;
      page.on('dialog', (dialog) => {
        asked = true;
        void dialog.dismiss();
      });
      await open(stage);
      assert.equal(await panel.locator('img, .bar b b').count(), 0);
      const said = await panel.locator('.outcome').textContent();
      for (const name of [tag, crab]) assert.ok(said.includes(name), said);
      assert.match(await panel.locator('.pick').textContent(), /<b>bold<\/b>/);
      const drawn = await panel.locator('.diagram').textContent();
      // What cannot be printed is taken out where the file is read.
      for (const name of ['<img', turned.replace('\u202E', '\uFFFD')]) assert.ok(drawn.includes(name), drawn);
      assert.equal(asked, false);
    },
    'a name of 200 characters makes no box wider than the picture, and the page does not scroll sideways': async (
      stage,
    ) => {
      await open(stage);
      const inside = await frame(stage);
      const wide = await inside.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(wide, 0);
      const labels = await inside.evaluate(() =>
        [...document.querySelectorAll('.k-host')].map((box) => ({
          box: box.querySelector('rect').getBoundingClientRect().width,
          text: Math.max(...[...box.querySelectorAll('text')].map((word) => word.getBoundingClientRect().width)),
        })),
      );
      assert.equal(labels.length, 4);
      for (const { box, text: words } of labels) assert.ok(words <= box + 1, `${words} px of text in ${box} px`);
    },
  },
};

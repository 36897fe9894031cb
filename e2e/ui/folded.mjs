import assert from 'node:assert/strict';
import path from 'node:path';
import { frame, resize } from './shoot.mjs';
import { outDir } from './stage.mjs';

const file = 'wide.netk';
const zones = ['a', 'b', 'c'];
const text = `vpc main 10.0.0.0/16 on aws {
${zones.map((zone, at) => `  subnet ${zone} 10.0.${at}.0/24 zone az-${zone}`).join('\n')}
}
cluster c on eks in main {
  nodegroup workers m5.large nodes 30 in ${zones.join(', ')}
  deployment web replicas 80 { port 8080 }
}
vpc aside 10.9.0.0/16 on aws {
  subnet far 10.9.0.0/24 zone az-a { host lonely 10.9.0.10 }
}
walk W1 from web-1 to web-2:8080
`;
const line = text.split('\n').findIndex((each) => each.startsWith('walk')) + 1;

/** Scale and place of the drawing. */
const transform = async (stage) => {
  const said = await (await frame(stage)).locator('.world').getAttribute('transform');
  const [x, y, k] = said.match(/-?[\d.]+(?:e-?\d+)?/g).map(Number);
  return { x, y, k };
};

/** Waits until the drawing stands still. */
async function still(stage) {
  for (let before = '', now = '-'; now !== before; await stage.page.waitForTimeout(300)) {
    before = now;
    now = JSON.stringify(await transform(stage));
  }
  return transform(stage);
}

/** Puts the mouse into the middle of the diagram. */
async function overDiagram({ page, panel }) {
  const box = await panel.locator('.diagram').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  return box;
}

/** A picture that is too wide for pods starts with folded nodes, or with subnets alone. */
export const folded = {
  options: { file, files: { [file]: text } },
  tests: {
    'a network that the walk does not pass is folded where not all can be read; Enter opens it, and Backspace folds it':
      async (stage) => {
        const { page, panel } = stage;
        await stage.traced('W1', line);
        const aside = panel.locator('.box.k-vpc[aria-label*="aside"]');
        await panel.locator('.box.k-vpc[aria-label*="not on the way: folded"]').waitFor({ state: 'attached' });
        await aside.focus();
        await page.keyboard.press('Enter');
        const inside = panel.locator('.box.k-subnet[aria-label^="far"]');
        await inside.waitFor({ state: 'attached' });
        assert.equal(await panel.locator('.box[aria-label*="not on the way"]').count(), 0);
        await inside.focus();
        await page.keyboard.press('Backspace');
        await inside.waitFor({ state: 'detached' });
      },
    'Enter goes into a folded node, and Backspace out of it': async (stage) => {
      const { page, panel } = stage;
      await stage.traced('W1', line);
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
    'one notch of the wheel makes 1.1 to 1.2 of the scale, there and back': async (stage) => {
      const { page } = stage;
      await stage.traced('W1', line);
      await overDiagram(stage);
      const { k: before } = await still(stage);
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, -100);
      const { k: nearer } = await still(stage);
      await page.mouse.wheel(0, 100);
      const { k: back } = await still(stage);
      await page.keyboard.up('Control');
      assert.ok(nearer / before >= 1.1 && nearer / before <= 1.2, `${nearer / before}`);
      assert.ok(Math.abs(back / before - 1) < 0.01, `${back / before}`);
    },
    'however far it is moved or shrunk, half of the view has a picture, and a key leads home': async (stage) => {
      const { page, panel } = stage;
      await stage.traced('W1', line);
      await panel.getByRole('slider').first().focus();
      await page.keyboard.press('0');
      const first = await still(stage);
      const view = await overDiagram(stage);
      for (let turn = 0; turn < 30; turn += 1) await page.mouse.wheel(900, 900);
      const away = await still(stage);
      const world = await (await frame(stage)).locator('.world').boundingBox();
      const overlap = (from, length, start, room) => Math.min(from + length, start + room) - Math.max(from, start);
      const [w, h] = [
        overlap(world.x, world.width, view.x, view.width),
        overlap(world.y, world.height, view.y, view.height),
      ];
      assert.ok(w >= Math.min(world.width, view.width / 2) - 30, `${w} px of the picture are left`);
      assert.ok(h >= Math.min(world.height, view.height / 2) - 30, `${h} px of the picture are left`);
      assert.notDeepEqual(away, first);
      await panel.getByRole('button', { name: 'The whole picture (0)' }).click();
      assert.deepEqual(await still(stage), first);
    },
    'a subnet that is a card opens to its nodes and its pods, and different nodes have different names': async (
      stage,
    ) => {
      const { page, panel } = stage;
      await stage.traced('W1', line);
      await stage.closeSource();
      await resize(stage, { width: 420, height: 900 });
      const card = panel.locator('.box.k-subnet[data-id="main/b"]');
      await card.waitFor();
      assert.equal(await panel.locator('.box.k-cell').count(), 0, 'it starts with subnets');
      await page
        .locator('iframe.webview.ready')
        .first()
        .screenshot({ path: path.join(outDir, 'folded-subnets.png') });
      await card.dblclick();
      const cells = panel.locator('.box.k-cell');
      await cells.first().waitFor({ state: 'attached' });
      const names = await cells.locator('text.name').allTextContents();
      assert.equal(names.length, 30);
      assert.equal(new Set(names).size, 30, names.join(' '));
      await page
        .locator('iframe.webview.ready')
        .first()
        .screenshot({ path: path.join(outDir, 'folded-nodes.png') });
      const inside = await frame(stage);
      const shown = await inside.evaluate(() => {
        const { left, right, top, bottom } = document.querySelector('.diagram').getBoundingClientRect();
        return [...document.querySelectorAll('.k-cell')].filter((each) => {
          const box = each.getBoundingClientRect();
          return box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom;
        }).length;
      });
      assert.ok(shown >= 2, `${shown} nodes are in view`);
      assert.match(await panel.locator('g.box:focus').getAttribute('aria-label'), /^workers-\d+ .*node$/);
      await page.keyboard.press('Enter');
      await panel.locator('.box.k-pod').first().waitFor({ state: 'attached' });
      await page
        .locator('iframe.webview.ready')
        .first()
        .screenshot({ path: path.join(outDir, 'folded-pods.png') });
      await page.keyboard.press('Backspace');
      await page.keyboard.press('Backspace');
      await cells.first().waitFor({ state: 'detached' });
      await overDiagram(stage);
      await page.keyboard.down('Control');
      for (let notch = 0; notch < 14; notch += 1) await page.mouse.wheel(0, -100);
      await page.keyboard.up('Control');
      await cells.first().waitFor({ state: 'attached' });
      await page.keyboard.press('.');
      await panel.locator('.box.k-pod').first().waitFor({ state: 'attached' });
      const bars = await panel.locator('.box.k-kernel text.name').allTextContents();
      assert.equal(new Set(bars).size, bars.length, bars.join(' '));
      await page
        .locator('iframe.webview.ready')
        .first()
        .screenshot({ path: path.join(outDir, 'folded-all-pods.png') });
    },
  },
};

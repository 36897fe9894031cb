import assert from 'node:assert/strict';
import { frame } from './shoot.mjs';
import { lineOf } from './source.mjs';

/** What the panel's page lets nobody do. */
export const guarded = {
  options: {},
  tests: {
    'nothing runs or loads in the panel but its own script and style': async (stage) => {
      await stage.traced('W23', lineOf('walk W23'));
      const inside = await frame(stage);
      const { refused, ran } = await inside.evaluate(async () => {
        const refused = [];
        document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
        const add = (name, set) => document.body.append(Object.assign(document.createElement(name), set));
        add('script', { textContent: 'window.ran = "a script without the nonce"' });
        add('script', { textContent: 'window.ran = "a script with a guessed nonce"', nonce: '0'.repeat(32) });
        add('div', { innerHTML: '<i onclick="window.ran = 1">x</i>' });
        document.querySelector('i[onclick]').click();
        add('img', { src: 'https://example.com/pixel.png' });
        add('iframe', { src: 'https://example.com/' });
        add('style', { textContent: 'body { display: none }' });
        const asked = await fetch('https://example.com/').then(
          () => 'fetch',
          () => undefined,
        );
        await new Promise((done) => setTimeout(done, 300));
        return { refused, ran: [window.ran, asked].filter((each) => each !== undefined) };
      });
      assert.deepEqual(ran, []);
      for (const directive of [
        'script-src-elem',
        'script-src-attr',
        'img-src',
        'frame-src',
        'style-src-elem',
        'connect-src',
      ])
        assert.ok(refused.includes(directive), `${directive} of ${refused.join(', ')}`);
      assert.ok(stage.complaints.length > 0, 'violations are noticed');
      stage.complaints.length = 0; // these were meant
    },
    'a message from a page that is not VS Code changes nothing': async (stage) => {
      const { page, panel } = stage;
      await stage.traced('W23', lineOf('walk W23'));
      const forged = { kind: 'none' };
      const address = 'http://stranger.test/';
      await page.context().route(address, (route) => route.fulfill({ contentType: 'text/html', body: '<p>stranger' }));
      const opening = page.waitForEvent('popup');
      await page.evaluate((url) => void window.open(url), address);
      const stranger = await opening;
      await stranger.getByText('stranger').waitFor();
      // whoever was opened by a window can speak to all of its frames
      const reached = await stranger.evaluate((message) => {
        const speak = (to) => {
          to.postMessage(message, '*');
          return Array.from({ length: to.length }, (_, i) => speak(to[i])).reduce((sum, each) => sum + each, 1);
        };
        return speak(window.opener);
      }, forged);
      assert.ok(reached >= 3, `the window, VS Code's frame and the panel's page, not ${reached}`);
      await page.waitForTimeout(500);
      assert.equal(await panel.getByText('Open a .netk file').isVisible(), false);
      assert.equal(await panel.locator('.outcome .verdict').isVisible(), true);
      await stranger.close();
      // the same words from the frame around the page are heard: what counts is who speaks
      await panel.locator('#app').evaluate((_, message) => window.postMessage(message, window.origin), forged);
      await panel.getByText('Open a .netk file').waitFor();
    },
    'each panel has a nonce of its own': async (stage) => {
      await stage.traced('W23', lineOf('walk W23'));
      const nonce = async () => {
        await stage.panel.locator('#app > *').first().waitFor();
        return (await frame(stage)).evaluate(() => document.querySelector('script[src*="webview.js"]').nonce);
      };
      const first = await nonce();
      await stage.command('View: Close All Editors');
      await stage.page.locator('iframe.webview.ready').first().waitFor({ state: 'detached' });
      await stage.command('netk: Open Network Panel');
      const second = await nonce();
      assert.match(first, /^[0-9a-f]{32}$|^[0-9a-f]{16,}$/);
      assert.notEqual(first, second);
    },
  },
};

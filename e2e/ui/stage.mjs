import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectDir } from '../../host/parts.mjs';
import { startStaticWorkbench } from '../../host/static-workbench.mjs';
import { startWorkbench } from '../../host/workbench.mjs';
import { copyExamples } from '../examples.mjs';

/** Where the pictures go. */
export const outDir = path.join(projectDir, 'e2e/out');

const calm = {
  'editor.hover.delay': 100,
  'editor.minimap.enabled': false,
  'window.autoDetectColorScheme': false,
  'workbench.editor.enablePreview': false,
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
};

async function startHost({ worker, extensionsDir, settings: more = {} }, folder) {
  const settings = { ...calm, ...more };
  if (worker) return startStaticWorkbench({ extensionDir: projectDir, folder, settings });
  return startWorkbench({ settings, ...(extensionsDir ? { extensionsDir } : {}) });
}

/** What went wrong in the page: violations of the policy, and errors of the panel's or the extension's own code. */
function hear(page) {
  const complaints = [];
  page.on('console', (message) => {
    const text = message.text();
    const source = message.location().url ?? '';
    const panel = /webview\.(js|css)|fake\.html|\/pre\/index/.test(`${source} ${text}`);
    if (/Content Security Policy/.test(text) && panel) complaints.push(text);
    if (process.env.PAGE_LOG) console.log('    page:', text.slice(0, 300));
  });
  page.on('pageerror', (error) => {
    if (/webview\.js/.test(error.stack ?? '')) complaints.push(error.stack);
  });
  return complaints;
}

/**
 * Opens an example in a workbench with the extension.
 * @param {{ worker?: boolean, extensionsDir?: string, file?: string, files?: Record<string, string>, viewport?: object }} options
 */
export async function openStage(browser, options = {}) {
  const folder = copyExamples();
  for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(path.join(folder, name), text);
  const host = await startHost(options, folder);
  const page = await browser.newPage({ viewport: options.viewport ?? { width: 1600, height: 1000 } });
  page.setDefaultTimeout(60_000); // what passes is there long before, also on a busy machine
  const complaints = hear(page);
  const file = options.file ?? 'eks-talk.netk';
  const payload = [['openFile', host.remote(options.worker ? `/${file}` : path.join(folder, file))]];
  if (!options.worker && !options.extensionsDir) payload.push(['extensionDevelopmentPath', host.remote(projectDir)]);
  await page.goto(host.url({ folder, payload }));
  await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: 120_000 });

  const stage = {
    page,
    host,
    folder,
    complaints,
    /** The panel's document. */
    panel: page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame'),
    /** The lines of the source that contain a text. */
    line: (text) => page.locator('.editor-instance .view-line', { hasText: text }),
    lens: (text) => page.locator('.codelens-decoration', { hasText: text }),
    /** Opens VS Code's line of input by a key, and writes into it. It closes whenever the window loses the focus. */
    async ask(key, text) {
      const input = page.locator('.quick-input-widget input');
      for (let tries = 1; ; tries += 1) {
        await page.keyboard.press(key);
        try {
          await input.waitFor({ timeout: 15_000 });
          await input.fill(text, { timeout: 15_000 });
          if ((await input.inputValue({ timeout: 5_000 })) === text && (await input.isVisible())) return input;
          // it was still closing from before, and the editor behind it got the text
          await page.keyboard.press('Control+z');
          throw new Error(`${key} took no text`);
        } catch (error) {
          if (tries === 3) throw error;
          await page.keyboard.press('Escape');
        }
      }
    },
    /** Picks a command in the palette; it is opened again where it closed before the click. */
    async pick(title) {
      for (let tries = 1; ; tries += 1) {
        const input = await stage.ask('F1', `>${title}`);
        const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
        try {
          await row.click({ timeout: 15_000 });
          return input;
        } catch (error) {
          if (tries === 3) throw error;
          await page.keyboard.press('Escape');
        }
      }
    },
    /** Runs a command by its title. */
    async command(title) {
      await stage.pick(title);
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    },
    /** Takes another colour theme, by its label. */
    async theme(label) {
      const input = await stage.pick('Preferences: Color Theme');
      await page.locator('.quick-input-widget input[placeholder*="Theme"]').waitFor();
      await input.fill(label);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    },
    /** Puts the caret at a line of the source, or at `line:column`, and the focus into the editor. */
    async goToLine(number, name = file) {
      await page.locator('.tab', { hasText: name }).first().click();
      const there = page.locator('.statusbar-item', { hasText: new RegExp(`Ln ${String(number).split(':')[0]},`) });
      for (let tries = 1; ; tries += 1) {
        await stage.ask('Control+g', `:${number}`);
        try {
          // a key would go into the editor, where that has the focus again
          await page.locator('.quick-input-list .monaco-list-row').first().click({ timeout: 5_000 });
          await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
          return await there.first().waitFor({ state: 'attached', timeout: 5_000 });
        } catch (error) {
          if (tries === 3) throw error;
        }
      }
    },
    /** The server has read the file, and answers. */
    async ready() {
      await stage
        .lens(/\d+ of \d+ free|Trace|Show tables/)
        .first()
        .waitFor({ state: 'attached' });
    },
    /** Has the panel show a walk of the file in the topology, by its name and the line where it stands; opens it unless it is shown. */
    async traced(name, number) {
      await stage.lens(/Trace/).first().waitFor({ state: 'attached' });
      const shown = stage.panel.locator('.pick b', { hasText: name });
      if (!(await shown.isVisible())) {
        await stage.goToLine(number);
        await stage.command('netk: Trace Walk');
        await shown.waitFor();
      }
      await stage.panel.locator('.outcome .verdict').waitFor();
      const topology = stage.panel.getByRole('radio', { name: 'Topology' });
      if ((await topology.getAttribute('aria-checked')) === 'false') await topology.click();
    },
    /** Closes the source, so that the panel fills the window. */
    async closeSource() {
      const tab = page.locator('.tab', { hasText: file }).first();
      await tab.click();
      await stage.command('View: Close Editor');
      await tab.waitFor({ state: 'detached' });
      await page.waitForTimeout(500);
    },
    async close() {
      await page.close();
      await host.stop();
    },
  };
  return stage;
}

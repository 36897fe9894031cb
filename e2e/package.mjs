// Makes the .vsix, installs it into a fresh VS Code, and opens a file: what a user gets is what was tested.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchBrowser } from '../host/browser.mjs';
import { hostNode, projectDir, vscodeDir } from '../host/parts.mjs';
import { tallyLine } from '../scripts/tally.mjs';
import { openStage, outDir } from './ui/stage.mjs';

const vsix = path.join(outDir, 'netk.vsix');
const dir = mkdtempSync(path.join(tmpdir(), 'netk-x-'));
const extensionsDir = path.join(dir, 'extensions');
process.once('exit', () => rmSync(dir, { recursive: true, force: true }));

const allowed =
  /^(package(\.nls)?\.json|l10n\/bundle\.l10n\.json|(readme|changelog)\.md|license\.txt|license|language-configuration\.json|\.vsixmanifest|syntaxes\/[\w.-]+\.json|media\/[\w-]+\.(png|svg)|media\/walkthrough\/\w+\.md|examples\/eks-talk\.netk|dist\/[\w-]+\.(js|css))$/i;

function must(args, what) {
  const { status, stdout, stderr } = spawnSync(hostNode, args, { cwd: projectDir, encoding: 'utf8' });
  console.log(stdout.trimEnd());
  assert.equal(status, 0, `${what}: ${stderr}`);
}

const tests = {
  'the package is made': () => must(['scripts/package.mjs', vsix], 'scripts/package.mjs'),
  'VS Code installs it': () => {
    const server = path.join(vscodeDir, 'out/server-main.js');
    const folders = ['--extensions-dir', extensionsDir, '--server-data-dir', path.join(dir, 'data')];
    must([server, '--accept-server-license-terms', ...folders, '--install-extension', vsix], '--install-extension');
  },
  'it holds bundles and documents, no sources and no tests': () => {
    const [name] = readdirSync(extensionsDir).filter((entry) => entry.startsWith('netk.'));
    const files = readdirSync(path.join(extensionsDir, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(path.join(extensionsDir, name), path.join(entry.parentPath, entry.name)));
    assert.ok(files.includes('dist/server.js') && files.includes('dist/webview.js'), files.join('\n'));
    assert.deepEqual(
      files.filter((file) => !allowed.test(file.replaceAll(path.sep, '/'))),
      [],
    );
  },
  'a file opens with lenses, and a trace is drawn': async () => {
    const browser = await launchBrowser();
    const stage = await openStage(browser, { extensionsDir });
    try {
      await stage
        .lens(/\d+ of \d+ free/)
        .first()
        .waitFor();
      await stage.page.locator('.editor-instance .view-line').first().click();
      await stage.command('netk: Trace Walk');
      await stage.panel
        .getByText(/delivered/i)
        .first()
        .waitFor();
      assert.deepEqual(stage.complaints, []);
    } finally {
      await stage.page.screenshot({ path: path.join(outDir, 'packaged.png') });
      await stage.close();
      await browser.close();
    }
  },
};

const tally = { passed: 0, failed: 0 };
for (const [name, act] of Object.entries(tests)) {
  try {
    if (tally.failed) throw new Error('not tried');
    await act();
    tally.passed += 1;
    console.log(`  ✔ ${name}`);
  } catch (error) {
    tally.failed += 1;
    console.log(`  ✘ ${name}: ${error instanceof Error ? error.message : error}`);
  }
}
console.log(tallyLine(tally));
process.exit(tally.failed ? 1 : 0);

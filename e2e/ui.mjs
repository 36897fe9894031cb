// What a user does, in a real VS Code in headless Chromium: `node e2e/ui.mjs [part…]`. Pictures go to e2e/out;
// with --publish the one of the whole window becomes the README's. `--only words` runs the tests whose names have them,
// `--apart` gives each test a workbench of its own.
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../host/browser.mjs';
import { projectDir } from '../host/parts.mjs';
import { tallyLine } from '../scripts/tally.mjs';
import { author } from './ui/author.mjs';
import { balanced } from './ui/balanced.mjs';
import { blocked } from './ui/blocked.mjs';
import { folded } from './ui/folded.mjs';
import { guarded } from './ui/guarded.mjs';
import { keyboard } from './ui/keyboard.mjs';
import { looks } from './ui/looks.mjs';
import { questions } from './ui/questions.mjs';
import { scale } from './ui/scale.mjs';
import { sizes } from './ui/sizes.mjs';
import { openStage } from './ui/stage.mjs';
import { states } from './ui/states.mjs';
import { strangers } from './ui/strangers.mjs';
import { tables } from './ui/tables.mjs';
import { walker } from './ui/walker.mjs';
import { worker } from './ui/worker.mjs';

// The longest first: two run at a time, and neither waits long for the other at the end.
const parts = {
  states,
  tables,
  blocked,
  looks,
  walker,
  balanced,
  author,
  keyboard,
  questions,
  scale,
  sizes,
  folded,
  guarded,
  strangers,
  worker,
};
const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { publish: { type: 'boolean' }, only: { type: 'string' }, apart: { type: 'boolean' } },
});
const unknown = wanted.filter((name) => !parts[name]);
if (unknown.length) throw new RangeError(`no part ${unknown.join(', ')}: ${Object.keys(parts).join(', ')}`);
const out = path.join(projectDir, 'e2e/out');
mkdirSync(out, { recursive: true });

/** A test that passes takes a few seconds; this is for a machine that has ten times as much to do. */
const patience = 240_000;
const tally = { passed: 0, failed: 0 };

async function attempt(name, act, say, picture) {
  const started = Date.now();
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`took more than ${patience / 1000} s`)), patience);
  });
  try {
    await Promise.race([act(), late]);
    tally.passed += 1;
    say(`  ✔ ${name} (${Date.now() - started} ms)`);
    return true;
  } catch (error) {
    tally.failed += 1;
    say(`  ✘ ${name} (${Date.now() - started} ms)\n${error instanceof Error ? error.stack : error}`);
    await picture?.(path.join(out, `failed-${name.replaceAll(/\W+/g, '-').slice(0, 60)}.png`));
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * One part. Its tests share a workbench as long as they pass: each begins by bringing the window to where it needs it, and
 * what comes after a failure gets a workbench of its own. With --apart each does.
 */
async function runPart(browser, name, part, say) {
  say(name);
  const complaints = [];
  let stage;
  const leave = async () => {
    complaints.push(...(stage?.complaints ?? []));
    const last = stage;
    stage = undefined;
    await last?.close();
  };
  for (const [title, act] of Object.entries(part.tests)) {
    if (values.only !== undefined && !title.includes(values.only)) continue;
    const go = async () => {
      stage ??= await openStage(browser, part.options);
      await act(stage);
    };
    const picture = (file) => stage?.page.screenshot({ path: file, timeout: 30_000 }).catch(() => {});
    const held = await attempt(title, go, say, picture);
    if (!held || values.apart) await leave();
  }
  await leave();
  const quiet = async () => {
    if (complaints.length) throw new Error(complaints.join('\n'));
  };
  await attempt(`${name}: nothing broke the content security policy, and the panel threw nothing`, quiet, say);
}

const waiting = Object.entries(parts).filter(([name]) => wanted.length === 0 || wanted.includes(name));
const times = [];
/** Takes parts until none is left; what a part says comes at once, when it is done. */
async function work() {
  // windows of one browser take the focus from each other
  const browser = await launchBrowser();
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [name, part] = next;
    const started = Date.now();
    const said = [];
    try {
      await runPart(browser, name, part, (line) => said.push(line));
    } catch (error) {
      tally.failed += 1;
      said.push(`  ✘ ${name}: ${error instanceof Error ? error.stack : error}`);
    }
    times.push(`${name} ${((Date.now() - started) / 1000).toFixed(0)} s`);
    console.log(said.join('\n'));
  }
  await browser.close();
}
// each part is a workbench with its servers: while one waits, the other works
const workers = 2;
await Promise.all(Array.from({ length: workers }, work));

if (values.publish) copyFileSync(path.join(out, 'window-dark.png'), path.join(projectDir, 'media/panel.png'));
console.log(`time: ${times.join(', ')}`);
console.log(tallyLine(tally));
process.exit(tally.failed ? 1 : 0);

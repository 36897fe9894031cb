// What a user does, in a real VS Code in headless Chromium: `node e2e/ui.mjs [part…]`. Pictures go to e2e/out;
// with --publish the one of the whole window becomes the README's.
import { copyFileSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { launchBrowser } from '../host/browser.mjs';
import { projectDir } from '../host/parts.mjs';
import { tallyLine } from '../scripts/tally.mjs';
import { author } from './ui/author.mjs';
import { blocked } from './ui/blocked.mjs';
import { folded } from './ui/folded.mjs';
import { guarded } from './ui/guarded.mjs';
import { keyboard } from './ui/keyboard.mjs';
import { looks } from './ui/looks.mjs';
import { sizes } from './ui/sizes.mjs';
import { openStage } from './ui/stage.mjs';
import { states } from './ui/states.mjs';
import { strangers } from './ui/strangers.mjs';
import { tables } from './ui/tables.mjs';
import { walker } from './ui/walker.mjs';
import { worker } from './ui/worker.mjs';

const parts = { author, walker, tables, keyboard, folded, strangers, guarded, worker, blocked, sizes, states, looks };
const words = process.argv.slice(2);
const wanted = words.filter((word) => !word.startsWith('--'));
const out = path.join(projectDir, 'e2e/out');
mkdirSync(out, { recursive: true });

const tally = { passed: 0, failed: 0 };

async function attempt(name, stage, act, say) {
  const started = Date.now();
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('took more than 60 s')), 60_000);
  });
  try {
    await Promise.race([act(stage), late]);
    tally.passed += 1;
    say(`  ✔ ${name} (${Date.now() - started} ms)`);
    return true;
  } catch (error) {
    tally.failed += 1;
    say(`  ✘ ${name}\n${error instanceof Error ? error.stack : error}`);
    const file = path.join(out, `failed-${name.replaceAll(/\W+/g, '-').slice(0, 60)}.png`);
    await stage.page.screenshot({ path: file }).catch(() => {});
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** One part in a workbench of its own. `say` gets its lines. */
async function runPart(browser, name, part, say) {
  say(name);
  const stage = await openStage(browser, part.options);
  let begun;
  for (const [title, act] of Object.entries(part.tests)) {
    if (begun === false) {
      tally.failed += 1;
      say(`  ✘ ${title}: not tried, the part did not begin`);
    } else {
      const held = await attempt(title, stage, act, say);
      begun ??= held;
    }
  }
  const quiet = async () => {
    if (stage.complaints.length) throw new Error(stage.complaints.join('\n'));
  };
  await attempt(`${name}: nothing broke the content security policy, and the panel threw nothing`, stage, quiet, say);
  await stage.close();
}

const waiting = Object.entries(parts).filter(([name]) => wanted.length === 0 || wanted.includes(name));
/** Takes parts until none is left; what a part says comes at once, when it is done. */
async function work() {
  // windows of one browser take the focus from each other
  const browser = await launchBrowser();
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [name, part] = next;
    const said = [];
    try {
      await runPart(browser, name, part, (line) => said.push(line));
    } catch (error) {
      tally.failed += 1;
      said.push(`  ✘ ${name}: ${error instanceof Error ? error.stack : error}`);
    }
    console.log(said.join('\n'));
  }
  await browser.close();
}
// each part is a workbench with its servers, which a small machine carries twice
const workers = availableParallelism() >= 4 ? 2 : 1;
await Promise.all(Array.from({ length: workers }, work));

if (words.includes('--publish'))
  copyFileSync(path.join(out, 'window-dark.png'), path.join(projectDir, 'media/panel.png'));
console.log(tallyLine(tally));
process.exit(tally.failed ? 1 : 0);

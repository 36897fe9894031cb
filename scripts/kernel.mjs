// The kernels in which the laboratory runs what this machine's own lacks: `npm run kernel [uml|qemu]`. Fetches or builds one into a folder
// outside the clone, once; with one that is there it says so and ends. Exit 0: it is there; 3: it cannot be had here, and why.
// `any` is the stage of `npm test`: user-mode Linux where it is there or NETK_KERNEL_BUILD=1 allows the minutes of its build, else qemu.
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { kernelCache } from '../packages/lab/src/kernels/cache.ts';
import { Unavailable } from './kernel/apt.mjs';
import { qemu } from './kernel/qemu.mjs';
import { uml } from './kernel/uml.mjs';
import { tallyLine } from './tally.mjs';

const kinds = { uml, qemu };
/** Seconds for all of it, half an hour unless told: ten times what it takes on two idle cores. */
const limit = Number(process.env.NETK_KERNEL_SECONDS ?? 1800);
const began = Date.now();
const seconds = () => (Date.now() - began) / 1000;

/** What a killed run left: its name has the number of its process. */
function tidy(cache) {
  for (const each of readdirSync(cache).filter((file) => file.startsWith('.making-'))) {
    try {
      process.kill(Number(each.split('-').at(-1)), 0);
    } catch {
      rmSync(path.join(cache, each), { recursive: true, force: true });
    }
  }
}

async function make(name) {
  const kind = kinds[name];
  const cache = kernelCache();
  const there = kind.cached();
  if (there) {
    console.log(`${name}: ${there} is there`);
    return;
  }
  mkdirSync(cache, { recursive: true });
  tidy(cache);
  const work = path.join(cache, `.making-${process.pid}`);
  const product = path.join(work, 'product');
  process.on('exit', () => rmSync(work, { recursive: true, force: true }));
  mkdirSync(product, { recursive: true });
  const tell = (text) => console.log(`${name}: ${text} (${seconds().toFixed(0)} s)`);
  const about = await kind.make({ work, product, tell, left: () => Math.max(1, limit - seconds()) });
  writeFileSync(
    path.join(product, 'about.json'),
    `${JSON.stringify({ ...about, seconds: Math.round(seconds()) }, null, 2)}\n`,
  );
  const target = path.join(cache, about.folder);
  rmSync(target, { recursive: true, force: true });
  renameSync(product, target); // complete, or not there
  tell(`${target} is made`);
}

/** Makes it; why it cannot be had here. */
async function tryTo(name) {
  try {
    await make(name);
    return undefined;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return error.message;
  }
}

async function any() {
  const builds = kinds.uml.cached() || process.env.NETK_KERNEL_BUILD;
  const uml = builds ? await tryTo('uml') : 'its build takes minutes (`npm run kernel` or NETK_KERNEL_BUILD=1, once)';
  if (uml === undefined) return console.log(tallyLine({ passed: 1, failed: 0, skipped: 0 }));
  console.log(`user-mode Linux is not there: ${uml}`);
  const qemu = await tryTo('qemu');
  if (qemu !== undefined) console.log(`skipped another kernel: user-mode Linux: ${uml}; qemu: ${qemu}`);
  console.log(tallyLine({ passed: qemu === undefined ? 1 : 0, failed: 0, skipped: qemu === undefined ? 0 : 1 }));
}

const name = process.argv[2] ?? 'uml';
if (name === 'any') await any();
else if (!kinds[name]) throw new RangeError(`no kernel ${name}: ${Object.keys(kinds).join(', ')}`);
else {
  const reason = await tryTo(name);
  if (reason !== undefined) {
    console.log(`${name}: not available: ${reason}`);
    process.exitCode = 3;
  }
}

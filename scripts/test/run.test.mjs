import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../project.mjs';
import { run } from '../run.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netk-run-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Whether a process runs: one that nobody has buried yet does not. */
function runs(pid) {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** A process that was ended is there until the kernel has taken it apart: on a busy machine a moment longer. */
async function until(what, holds) {
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(20)) if (holds()) return;
  throw new Error(`waited in vain until ${what}`);
}

const pidIn = (name) => Number(readFileSync(path.join(folder, name), 'utf8'));
const written = (name) => existsSync(path.join(folder, name)) && pidIn(name) > 0;

/** A script that writes its process id, and what it does then. */
const script = (name, ...lines) =>
  [
    `require('node:fs').writeFileSync(${JSON.stringify(path.join('FOLDER', name))}.replace('FOLDER', process.env.FOLDER), String(process.pid));`,
    ...lines,
  ].join('\n');
/** Starts a script in a process group of its own, as a server does. */
const away = (text) =>
  `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(text)}], { detached: true, stdio: 'ignore' }).unref();`;
const stay = 'setInterval(() => {}, 1000);';
const stubborn = `process.on('SIGTERM', () => {}); ${stay}`;

describe('a command', () => {
  test('that takes too long is ended with all that it started, in whatever group and however stubborn', async () => {
    const server = script('server', away(script('worker', stubborn)), stubborn);
    const text = script('command', away(server), stubborn);
    const { code } = await run('node', ['-e', text], { seconds: 2, env: { FOLDER: folder } });
    expect(code).toBe(124);
    for (const name of ['command', 'server', 'worker']) await until(`${name} is gone`, () => !runs(pidIn(name)));
  });

  test('that ends by itself leaves nothing behind, though what it started has lost its parent', async () => {
    const between = script('between', away(script('orphan', stay)), 'setTimeout(() => process.exit(0), 500);');
    const text = script('command', away(between), 'setTimeout(() => process.exit(7), 1500);');
    const { code } = await run('node', ['-e', text], { seconds: 20, env: { FOLDER: folder } });
    expect(code).toBe(7);
    expect(written('orphan')).toBe(true);
    await until('the orphan is gone', () => !runs(pidIn('orphan')));
  });

  test.each(['SIGTERM', 'SIGINT'])('goes when the one who runs it gets %s', async (name) => {
    const text = script('command', away(script('server', stay)), stay);
    const runner = `import { run } from ${JSON.stringify(path.join(root, 'scripts/run.mjs'))}; await run('node', ['-e', ${JSON.stringify(text)}], { seconds: 60, env: { FOLDER: ${JSON.stringify(folder)} } });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', runner], { stdio: 'ignore' });
    await until('the server runs', () => written('server'));
    child.kill(name);
    await until('the server is gone', () => !runs(pidIn('server')) && !runs(pidIn('command')));
  });
});

describe('a server of the test host', () => {
  test('goes when the one who started it is killed, and its folder goes too', async () => {
    const keeper = path.join(root, 'host/keeper.mjs');
    const server = script('server', stay);
    const owner = `
      const { spawn } = require('node:child_process');
      const server = spawn(process.execPath, ['-e', ${JSON.stringify(server)}], { detached: true, stdio: 'ignore' });
      const data = require('node:path').join(process.env.FOLDER, 'data');
      require('node:fs').mkdirSync(data);
      spawn(process.execPath, [${JSON.stringify(keeper)}, String(server.pid), data], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
      ${stay}`;
    const child = spawn(process.execPath, ['-e', owner], { stdio: 'ignore', env: { ...process.env, FOLDER: folder } });
    await until('the server runs', () => written('server'));
    child.kill('SIGKILL');
    await until('the server is gone', () => !runs(pidIn('server')));
    await until('its folder is gone', () => !existsSync(path.join(folder, 'data')));
  });
});

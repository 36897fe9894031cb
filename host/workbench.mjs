// A real VS Code workbench on 127.0.0.1: extensions run in a Node extension host, files are the machine's.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostDir, hostNode, vscodeDir } from './parts.mjs';
import { quietSettings } from './quiet-settings.mjs';

const bind = (port) =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(port, '127.0.0.1', () => {
      const bound = probe.address().port;
      probe.close(() => resolve(bound));
    });
  });

/** The wished port when it is free, else any free one. */
const freePort = (wished) => bind(wished).catch(() => bind(0));

const signal = (child, name) => {
  try {
    process.kill(-child.pid, name); // the group: extension host, pty host and language server are its children
  } catch {
    // gone already
  }
};

/** A process that outlives this one for a moment, and ends the server's group when this one was killed. */
function keep(group, folder) {
  const keeper = spawn(process.execPath, [path.join(hostDir, 'keeper.mjs'), String(group), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  keeper.unref();
  keeper.stdin.unref();
  return keeper;
}

async function waitUntilServing(origin, child, output) {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50)) {
    if (child.exitCode !== null) throw new Error(`VS Code's server ended with ${child.exitCode}\n${output()}`);
    const answer = await fetch(`${origin}/version`).catch(() => undefined);
    if (answer?.ok) return;
  }
  signal(child, 'SIGKILL');
  throw new Error(`VS Code's server did not start\n${output()}`);
}

/**
 * Starts the server.
 * @param {{ port?: number, token?: string, settings?: object, extensionsDir?: string, env?: object }} options
 */
export async function startWorkbench({ port: wished = 0, token, settings = {}, extensionsDir, env = {} } = {}) {
  const port = await freePort(wished);
  const data = await mkdtemp(path.join(tmpdir(), 'netk-')); // short: socket paths are limited to 107 characters
  await mkdir(path.join(data, 'User'), { recursive: true });
  await writeFile(path.join(data, 'User/settings.json'), JSON.stringify({ ...quietSettings, ...settings }));
  const args = [
    path.join(vscodeDir, 'out/server-main.js'),
    ...['--host', '127.0.0.1', '--port', String(port), '--accept-server-license-terms', '--telemetry-level', 'off'],
    ...(token ? ['--connection-token', token] : ['--without-connection-token']),
    ...['--server-data-dir', data, '--user-data-dir', data],
    ...['--extensions-dir', extensionsDir ?? path.join(data, 'extensions'), '--disable-workspace-trust'],
    '--enable-smoke-test-driver', // a built VS Code loads an extension from a folder only with it
  ];
  const child = spawn(hostNode, args, {
    env: { ...process.env, ...env, HOME: data, TMPDIR: data, XDG_RUNTIME_DIR: data, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const kill = () => signal(child, 'SIGKILL');
  process.once('exit', kill);
  const keeper = keep(child.pid, data);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text = (text + chunk).slice(-100_000);
      if (process.env.HOST_LOG) process.stderr.write(chunk);
    });
  }
  const origin = `http://127.0.0.1:${port}`;
  await waitUntilServing(origin, child, () => text);

  return {
    origin,
    /** The leader of the group that the server, its extension hosts and the language server are in. */
    pid: child.pid,
    /** The name that the workbench has for a file of this machine. */
    remote: (file) => `vscode-remote://127.0.0.1:${port}${file}`,
    url({ folder, payload = [] }) {
      const query = new URLSearchParams(token ? { tkn: token } : {});
      if (folder) query.set('folder', folder);
      query.set('payload', JSON.stringify([...payload, ['skipWelcome', 'true']]));
      return `${origin}/?${query}`;
    },
    output: () => text,
    async stop() {
      signal(child, 'SIGTERM');
      for (let i = 0; i < 40 && child.exitCode === null && child.signalCode === null; i += 1) await sleep(50);
      kill();
      process.off('exit', kill);
      keeper.stdin.end();
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

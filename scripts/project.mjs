// Facts about this clone. Only Node's own modules: it runs before anything is installed, under Node 20 too.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const bin = path.join(root, 'node_modules/.bin');

/** The browser host's VS Code server and browser are built for this platform alone. */
export const hasBrowserHost = process.platform === 'linux' && process.arch === 'x64';

/** An environment in which `node` and the tools are the project's. */
export const toolEnv = () => ({ ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` });

/** The Node 24 that the project pins; the running one where it has no binary for the platform. */
export function pinnedNode() {
  const file = path.join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(file) ? file : process.execPath;
}

const lockOf = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;

/** Why `npm ci` has to run, or undefined: compares the lock file with what npm says it has installed. */
export function stale() {
  if (!existsSync(path.join(root, 'node_modules/.package-lock.json'))) return 'nothing is installed';
  const installed = lockOf('node_modules/.package-lock.json');
  for (const [name, wanted] of Object.entries(lockOf('package-lock.json'))) {
    if (!name.includes('node_modules/') || wanted.link) continue;
    const found = installed[name];
    if (!found && (wanted.optional || wanted.peer)) continue;
    if (found?.version !== wanted.version) return `${name} is not at ${wanted.version}`;
  }
  return undefined;
}

/** Runs `npm ci` when the lock file asks for something that is not installed. */
export function install() {
  const reason = stale();
  if (!reason) return;
  console.log(`Installing dependencies (${reason}) …`);
  const cli = process.env.npm_execpath;
  // npm replaces the project's Node while it runs: it must run under another one, with another one on its path.
  const runner = process.env.npm_node_execpath?.startsWith(bin) ? 'node' : (process.env.npm_node_execpath ?? 'node');
  const [command, first] = cli?.endsWith('.js') ? [runner, [cli]] : ['npm', []];
  const outside = (process.env.PATH ?? '').split(path.delimiter).filter((dir) => !dir.includes('node_modules'));
  const { status } = spawnSync(
    command,
    [...first, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PATH: outside.join(path.delimiter) },
      shell: process.platform === 'win32',
    },
  );
  if (status !== 0) {
    console.error('npm ci failed');
    process.exit(1);
  }
}

// Installs the VS Code test host: a complete VS Code server with its workbench, a Node 24 for it, and a browser, all from npm.
// Re-entrant: a stamp with the hash of the lock file and of this script says that everything is in place.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const dir = path.dirname(fileURLToPath(import.meta.url));
const vscode = path.join(dir, 'node_modules/code-server/lib/vscode');
const stamp = path.join(dir, 'node_modules/.ready');
const key = ['package-lock.json', 'setup.mjs', 'twins/spdlog.js', 'twins/native-watchdog.js']
  .reduce((hash, file) => hash.update(readFileSync(path.join(dir, file))), createHash('sha256'))
  .digest('hex');

/** Runs npm with the Node that runs this script, whatever stands first on the path. */
function npm(cwd, what, ...args) {
  console.log(`host: ${what} …`);
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const { status } = spawnSync(
    command,
    [...first, ...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    },
  );
  if (status !== 0) process.exit(status ?? 1);
}

if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) {
  console.log('host: ready');
} else {
  const started = Date.now();
  // Nothing is compiled: the compiled addons are optional for the server, and a machine may lack a compiler.
  npm(dir, '1 of 3, VS Code and a browser (about 300 MB, once)', 'ci');
  // Its npm-shrinkwrap.json lacks one peer (tslib), which a strict `npm ci` refuses.
  npm(vscode, "2 of 3, VS Code's own dependencies", 'ci', '--omit=dev', '--legacy-peer-deps');
  console.log('host: 3 of 3, trimming …');
  for (const unused of ['@github/copilot-sdk-linux-x64', '@github/copilot-linux-x64', '@microsoft/mxc-sdk']) {
    rmSync(path.join(vscode, 'node_modules', unused), { recursive: true, force: true });
  }
  for (const addon of ['spdlog', 'native-watchdog']) {
    const twin = readFileSync(path.join(dir, `twins/${addon}.js`));
    writeFileSync(path.join(vscode, 'node_modules/@vscode', addon, 'index.js'), twin);
  }
  writeFileSync(stamp, key);
  console.log(`host: ready after ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

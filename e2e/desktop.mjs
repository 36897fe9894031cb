// The integration suite through @vscode/test-electron: in the VS Code that it downloads where that is possible, in
// the one that VSCODE_PATH names, else through an executable that runs it in the browser workbench.
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { hostNode, projectDir } from '../host/parts.mjs';
import { copyExamples } from './examples.mjs';

const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
const canDownload = () =>
  fetch('https://update.code.visualstudio.com/api/releases/stable', { signal: AbortSignal.timeout(5000) }).then(
    (answer) => answer.ok,
    () => false,
  );

async function executable() {
  if (process.env.VSCODE_PATH) return process.env.VSCODE_PATH;
  if (hasDisplay() && (await canDownload())) return undefined;
  if (!existsSync(hostNode)) throw new Error('no VS Code can be downloaded here, and there is no browser host');
  console.log('no display or no way to update.code.visualstudio.com: the browser workbench takes the part of VS Code');
  return path.join(projectDir, 'host/code-shim.mjs');
}

const isRoot = process.platform === 'linux' && process.getuid() === 0;

try {
  const vscodeExecutablePath = await executable();
  const code = await runTests({
    ...(vscodeExecutablePath ? { vscodeExecutablePath } : { version: 'stable' }),
    extensionDevelopmentPath: projectDir,
    extensionTestsPath: path.join(projectDir, 'dist/test/node.js'),
    launchArgs: [
      copyExamples(),
      '--disable-extensions',
      '--disable-workspace-trust',
      `--user-data-dir=${path.join(tmpdir(), `netk-desktop-${process.pid}`)}`,
      ...(isRoot ? ['--no-sandbox'] : []),
    ],
  });
  process.exit(code);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

// Opens the examples in desktop VS Code with this clone as the extension: `code` on the path, or one that is downloaded.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './project.mjs';

const windows = process.platform === 'win32';

function codeOnPath() {
  const { status } = spawnSync('code', ['--version'], { shell: windows });
  return status === 0 ? 'code' : undefined;
}

async function downloaded() {
  console.log('`code` is not on the path: downloading VS Code …');
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  return downloadAndUnzipVSCode('stable');
}

const command = codeOnPath() ?? (await downloaded());
const examples = path.join(root, 'examples');
const args = [`--extensionDevelopmentPath=${root}`, '--new-window', examples, path.join(examples, 'eks-talk.netk')];
console.log(`Starting ${command} with examples/eks-talk.netk …`);
spawn(command, args, { detached: true, stdio: 'ignore', shell: windows }).unref();

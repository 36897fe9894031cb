// One child process: its output is shown and kept, and it ends in time.
import { spawn } from 'node:child_process';
import { pinnedNode, root, toolEnv } from './project.mjs';

const endGroup = (child) => {
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // gone already
  }
};

/**
 * Runs `command`; `node` is the project's. Returns its exit code (124 when the time was over) and its output.
 * @param {string} command
 * @param {string[]} args
 * @param {{ seconds?: number, env?: object }} options
 */
export function run(command, args, { seconds = 120, env = {} } = {}) {
  const file = command === 'node' ? pinnedNode() : command;
  return new Promise((resolve) => {
    const windows = process.platform === 'win32';
    const child = spawn(file, args, {
      cwd: root,
      env: { ...toolEnv(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !windows, // a group of its own, so that its children end with it
      shell: windows && command !== 'node',
    });
    const stop = () => endGroup(child);
    process.once('exit', stop);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        process.stdout.write(chunk);
      });
    }
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      console.log(`\n${command} ${args.join(' ')}: ended after ${seconds} s`);
      stop();
    }, seconds * 1000);
    const finish = (code) => {
      clearTimeout(timer);
      stop();
      process.off('exit', stop);
      resolve({ code: late ? 124 : code, output });
    };
    child.on('error', (error) => {
      output += error.message;
      console.log(error.message);
      finish(127);
    });
    // 'exit', not 'close': a forgotten grandchild that holds the pipe must not hold us.
    child.on('exit', (code) => setTimeout(finish, 100, code ?? 1));
  });
}

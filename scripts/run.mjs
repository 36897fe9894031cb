// One child process: its output is shown and kept, it ends in time, and nothing that it started outlives it.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { endTree, killTree, mark } from './end-tree.mjs';
import { pinnedNode, root, toolEnv } from './project.mjs';

/** Commands that run, each with the function that ends it at once. */
const open = new Set();

// A signal ends a process without its 'exit' event.
for (const [name, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
  process.on(name, () => {
    // who has something else to end does so, and ends this process
    if (open.size === 0 && process.listenerCount(name) > 1) return;
    for (const stop of open) stop();
    process.exit(code);
  });
}
process.on('exit', () => {
  for (const stop of open) stop();
});

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
    const value = randomUUID();
    const child = spawn(file, args, {
      cwd: root,
      env: { ...toolEnv(), ...env, [mark]: value },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !windows, // a group of its own, so that its children end with it
      shell: windows && command !== 'node',
    });
    const stop = () => killTree(child, value);
    open.add(stop);
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
      void endTree(child, value);
    }, seconds * 1000);
    let finished = false;
    const finish = async (code) => {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      await endTree(child, value);
      open.delete(stop);
      resolve({ code: late ? 124 : code, output });
    };
    child.on('error', (error) => {
      output += error.message;
      console.log(error.message);
      clearTimeout(timer);
      open.delete(stop);
      resolve({ code: 127, output });
    });
    // 'exit', not 'close': a forgotten grandchild that holds the pipe must not hold us.
    child.on('exit', (code) => setTimeout(finish, 100, code ?? 1));
  });
}

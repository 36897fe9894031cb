// Ends everything that a command started, also what left its process group or lost its parent.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The variable that every process of one command inherits. */
export const mark = 'NETK_COMMAND';

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const signal = (pid, name) => {
  try {
    process.kill(pid, name);
  } catch {
    // gone already
  }
};

/** Processes whose environment has the mark. Linux shows the environments of a user's own processes. */
function marked(value) {
  const wanted = `${mark}=${value}`;
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      const { environ, state } = {
        environ: readFileSync(`/proc/${name}/environ`, 'latin1'),
        state: /\) (\S)/.exec(readFileSync(`/proc/${name}/stat`, 'latin1'))?.[1],
      };
      return state !== 'Z' && environ.split('\0').includes(wanted) ? [Number(name)] : [];
    } catch {
      return []; // gone while we looked, or not ours
    }
  });
}

/** The descendants of a process, from the table that `ps` prints. What lost its parent is not among them. */
function descendants(root) {
  const { stdout } = spawnSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = (stdout ?? '')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [root];
  for (const parent of found) for (const [pid, of] of pairs) if (of === parent && !found.includes(pid)) found.push(pid);
  return found.filter(alive);
}

/** The processes of a command that still run. */
export function running(child, value) {
  if (process.platform === 'linux') return marked(value);
  return process.platform === 'win32' ? [] : descendants(child.pid);
}

/** Ends them at once, without asking: for a process that is about to end itself. */
export function killTree(child, value) {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
    return;
  }
  // a process may start another one while it is looked for
  for (let round = 0; round < 5; round += 1) {
    const found = running(child, value);
    signal(-child.pid, 'SIGKILL');
    for (const pid of found) signal(pid, 'SIGKILL');
    if (found.length === 0) return;
  }
}

/** Asks them to end, which lets them tidy up, and ends those that do not within a few seconds. */
export async function endTree(child, value, patience = 3000) {
  if (process.platform !== 'win32') {
    for (const pid of running(child, value)) signal(pid, 'SIGTERM');
    for (const end = Date.now() + patience; Date.now() < end; await sleep(50)) {
      if (running(child, value).length === 0) return;
    }
  }
  killTree(child, value);
}

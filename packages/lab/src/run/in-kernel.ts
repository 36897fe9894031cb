import { spawnSync } from 'node:child_process';
import type { Kernel } from '../kernels/index.ts';

/** What a command said in a namespace of its own in a kernel; `status` null: it could not be started, or was ended. */
export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  /** The words of the command, or of what hindered it. */
  readonly stderr: string;
}

/** Runs one command in a kernel, booted for it where it is not the machine's own, and waits for it at most so many seconds. */
export function runInKernel(kernel: Kernel, argv: readonly string[], seconds = 60): Said {
  const [command = '', ...args] = kernel.command(argv, seconds);
  const done = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: (seconds + 30) * 1000,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { status: done.status, stdout: done.stdout ?? '', stderr: done.stderr?.trim() || (done.error?.message ?? '') };
}

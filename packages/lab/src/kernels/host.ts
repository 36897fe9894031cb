import { availableParallelism } from 'node:os';
import type { Kernel, KernelKind } from './kernel.ts';

/** Options of `unshare`: root needs no user namespace. */
export const isolation = (): readonly string[] => (process.getuid?.() === 0 ? ['-n', '-m'] : ['-U', '-r', '-n', '-m']);

/** The kernel that runs this program. */
export const host: Kernel = {
  name: 'host',
  command: (argv) => ['unshare', ...isolation(), ...argv],
  processes: 1,
  jobs: 3 * availableParallelism(),
  patience: 1,
};

export const hostKind: KernelKind = { word: 'host', find: () => host };

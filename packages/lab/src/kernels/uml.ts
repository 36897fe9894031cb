import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { besideLab } from './beside.ts';
import { cached, configHash, kernelCache } from './cache.ts';
import { inGuest } from './guest.ts';
import type { Kernel, KernelKind } from './kernel.ts';

/** User-mode Linux: a kernel that is a program. It has one processor, so that there are as many of them as processors here. What it does not use of its memory costs nothing. */
export const uml = (file: string): Kernel => ({
  name: 'uml',
  command: (argv, seconds) => inGuest({ engine: 'uml', file, megabytes: 1536 }, argv, seconds),
  processes: Math.min(2, availableParallelism()),
  jobs: 2,
  patience: 2,
});

export const umlKind: KernelKind = {
  word: 'uml',
  argument: 'FILE',
  find(argument) {
    if (process.platform !== 'linux' || process.arch !== 'x64') return 'user-mode Linux needs Linux on x64';
    if (argument !== undefined) return existsSync(argument) ? uml(path.resolve(argument)) : `there is no ${argument}`;
    const [folder] = cached('uml-', `-${configHash(besideLab('uml.config', 'kernels/uml.config'))}`);
    if (folder === undefined) return `no user-mode Linux is in ${kernelCache()} (\`npm run kernel\` builds it)`;
    return uml(path.join(folder, 'linux'));
  },
};

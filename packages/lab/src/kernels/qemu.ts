import { existsSync } from 'node:fs';
import path from 'node:path';
import { cached, kernelCache } from './cache.ts';
import { inGuest } from './guest.ts';
import type { Kernel, KernelKind } from './kernel.ts';

/** Debian's own kernel in an emulated machine of two processors. */
export const qemu = (folder: string): Kernel => ({
  name: 'qemu',
  command: (argv, seconds) =>
    inGuest(
      { engine: 'qemu', file: path.join(folder, 'vmlinuz'), megabytes: 768, qemu: path.join(folder, 'qemu') },
      argv,
      seconds,
    ),
  processes: 1,
  jobs: 2,
  patience: 2,
});

export const qemuKind: KernelKind = {
  word: 'qemu',
  find() {
    if (process.platform !== 'linux' || process.arch !== 'x64') return 'this qemu needs Linux on x64';
    if (process.getuid?.() !== 0) return 'sharing files with qemu (virtiofsd) needs root';
    const [folder] = cached('qemu-', '');
    if (folder === undefined) return `no kernel for qemu is in ${kernelCache()} (\`npm run kernel qemu\` fetches it)`;
    return existsSync('/mnt') ? qemu(folder) : 'there is no /mnt';
  },
};

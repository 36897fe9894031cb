// Debian's own kernel for clouds, and a qemu to run it: nothing is built, nothing is installed.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { cached } from '../../packages/lab/src/kernels/cache.ts';
import { debian, must, Unavailable } from './apt.mjs';

export const qemu = {
  cached: () => cached('qemu-', '')[0],
  async make({ work, product, tell, left }) {
    if (process.platform !== 'linux' || process.arch !== 'x64') throw new Unavailable('it needs Linux on x64');
    if (spawnSync('sh', ['-c', 'PATH=$PATH:/sbin command -v depmod']).status !== 0)
      throw new Unavailable('depmod (kmod) is missing');
    const packages = await debian(work, left);
    const image = packages.names(String.raw`^linux-image-6\.12\..*-cloud-amd64$`).at(-1);
    if (!image) throw new Unavailable("Debian's kernel for clouds is no 6.12 here");
    const version = packages.candidate(image);
    const needed = [...new Set([...packages.closure('qemu-system-x86'), 'qemu-system-x86'])];
    tell(`fetches ${image} ${version} and qemu (${needed.length} packages), 51 MB`);
    const unpacked = path.join(product, 'qemu');
    mkdirSync(unpacked);
    for (const deb of await packages.download(needed)) await must(left(), 'dpkg', '-x', deb, unpacked);
    const [deb] = await packages.download([image]);
    await must(left(), 'dpkg', '-x', deb, path.join(work, 'image'));
    const release = image.replace('linux-image-', '');
    copyFileSync(path.join(work, 'image/boot', `vmlinuz-${release}`), path.join(product, 'vmlinuz'));
    mkdirSync(path.join(product, 'lib'));
    const modules = ['lib/modules', 'usr/lib/modules']
      .map((at) => path.join(work, 'image', at))
      .find((at) => existsSync(at));
    if (!modules) throw new Error(`${image} has no modules`);
    renameSync(modules, path.join(product, 'lib/modules'));
    await must(left(), 'sh', '-c', 'PATH=$PATH:/sbin exec depmod -b "$0" "$1"', product, release);
    return { folder: `qemu-${version}`, package: image, version, qemu: packages.candidate('qemu-system-x86') };
  },
};

// User-mode Linux from Debian's source of Linux 6.12 with the laboratory's configuration.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { cached, configHash } from '../../packages/lab/src/kernels/cache.ts';
import { root } from '../project.mjs';
import { debian, must, said, Unavailable } from './apt.mjs';

const source = 'linux-source-6.12';
const config = path.join(root, 'packages/lab/kernels/uml.config');
const tools = ['apt-get', 'dpkg', 'xz', 'make', 'gcc', 'flex', 'bison', 'bc'];

/** Sources that a build for `um` never reads; what names their options (Kconfig) stays. */
const unread = ['drivers/gpu', 'drivers/media', 'drivers/infiniband', 'drivers/staging', 'sound'].map(
  (folder) => `*/${folder}/*.[ch]`,
);

/** Options of the configuration that the kernel's own rules took away: the configuration would promise what is not there. */
function lost(wanted, got) {
  const has = new Set(got.split('\n'));
  return wanted.split('\n').filter((line) => /^CONFIG_\w+=/.test(line) && !line.endsWith('=n') && !has.has(line));
}

export const uml = {
  cached: () => cached('uml-', `-${configHash(config)}`)[0],
  async make({ work, product, tell, left }) {
    if (process.platform !== 'linux' || process.arch !== 'x64') throw new Unavailable('it needs Linux on x64');
    const absent = tools.filter((tool) => spawnSync('which', [tool]).status !== 0);
    if (absent.length > 0) throw new Unavailable(`the tools that build it are missing: ${absent.join(', ')}`);
    const packages = await debian(work, left);
    const version = packages.candidate(source);
    tell(`fetches ${source} ${version}, 150 MB`);
    const [deb] = await packages.download([source]);
    tell('unpacks it');
    const tree = path.join(work, 'linux');
    mkdirSync(tree);
    const excluded = [...unread, '*/tools/testing/*', '*.dts', '*.dtsi'].map((each) => `--exclude='${each}'`).join(' ');
    const unpack = `dpkg --fsys-tarfile "$0" | tar xO ./usr/src/${source}.tar.xz | xz -dc | tar x -C "$1" --strip-components=1 ${excluded}`;
    await must(left(), 'bash', '-o', 'pipefail', '-c', unpack, deb, tree);
    tell('builds it, 6 minutes of one processor or 3 of two');
    const make = ['-s', '-C', tree, 'ARCH=um'];
    await must(left(), 'make', ...make, `KCONFIG_ALLCONFIG=${config}`, 'allnoconfig');
    const dropped = lost(readFileSync(config, 'utf8'), readFileSync(path.join(tree, '.config'), 'utf8'));
    if (dropped.length > 0) throw new Error(`${version} does not take ${dropped.join(', ')}`);
    await must(left(), 'make', ...make, `-j${availableParallelism()}`, 'linux');
    await must(left(), 'strip', '-o', path.join(product, 'linux'), path.join(tree, 'linux'));
    chmodSync(path.join(product, 'linux'), 0o755);
    copyFileSync(path.join(tree, '.config'), path.join(product, 'config'));
    copyFileSync(path.join(tree, 'COPYING'), path.join(product, 'COPYING'));
    const compiler = said('gcc', '--version').split('\n')[0];
    return { folder: `uml-${version}-${configHash(config)}`, package: source, version, compiler };
  },
};

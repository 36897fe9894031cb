import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { exampleModel } from '../../../engine/test/support/example.ts';
import { compareWithKernel, extras, lacks, missing, runInKernel, versions } from '../../src/index.ts';
import { another } from '../here.ts';
import { alive, below, lines } from '../processes.ts';
import { subjectsOf } from '../subjects.ts';
import { ipvs, tunnels, wireguard } from './facts.ts';

// One file: qemu needs seconds to boot, and what a kernel has is asked once in each process.
const { kernel, reason } = another();
const fast = another({ much: true });

describe.skipIf(reason)('another kernel', () => {
  test('has what this laboratory needs, and what networks to come need', () => {
    if (!kernel) return;
    expect(missing('nft', kernel)).toEqual([]);
    expect(missing('legacy', kernel)).toEqual([]);
    for (const extra of extras) {
      const lack = lacks(extra, kernel);
      // a tool is this machine's own matter, which the guest borrows
      if (lack?.endsWith(': not found')) console.log(`not asked for: ${extra.what}: ${lack}`);
      else expect(lack, extra.what).toBeUndefined();
    }
    const { kernel: release, boot } = versions('nft', kernel);
    expect(release).toMatch(/^6\.12\./);
    expect(boot).toMatch(/^\w+ in \d+\.\d+ s$/);
    console.log(`${release}, ${boot}: has ${extras.map(({ what }) => what).join(', ')}`);
  }, 120_000);

  test('gives what a command says, and how it ends', () => {
    if (!kernel) return;
    const script = 'echo out; echo err >&2; ip -o link show up | wc -l; cat /sys/kernel/nothing 2>/dev/null; exit 7';
    expect(runInKernel(kernel, ['sh', '-c', script])).toEqual({ status: 7, stdout: 'out\n0\n', stderr: 'err' });
  }, 120_000);

  test('and its processes are gone when who started it is killed', async () => {
    if (!kernel) return;
    const before = readdirSync(tmpdir());
    const [command = '', ...args] = kernel.command(['sleep', '60'], 60);
    const starter = `require('node:child_process').spawn(process.argv[1], process.argv.slice(2), { stdio: 'ignore' })`;
    const child = spawn(process.execPath, ['-e', starter, command, ...args], { stdio: 'ignore' });
    const until = async (holds: () => boolean) => {
      for (let tries = 0; tries < 100 && !holds(); tries++) await new Promise((done) => setTimeout(done, 200));
    };
    const booted = () => below(child.pid ?? 0).flatMap((pid) => lines('ps', '-o', 'args=', '-p', `${pid}`));
    await until(() => booted().some((words) => words.includes('init=/mnt/init')));
    await new Promise((done) => setTimeout(done, 1500));
    const working = below(child.pid ?? 0);
    // unshare, the script, its limit, the kernel, and the guest's own
    expect(working.filter(alive).length).toBeGreaterThanOrEqual(5);
    child.kill('SIGKILL');
    await until(() => !working.some(alive));
    expect(working.filter(alive)).toEqual([]);
    expect(readdirSync(tmpdir()).filter((each) => !before.includes(each) && /uml|vm_file/.test(each))).toEqual([]);
  }, 60_000);

  test('does with IPVS, IPIP, Geneve and WireGuard what walks rely on', () => {
    if (!kernel) return;
    const each = 'for script; do echo "# $script"; unshare -n -m /usr/bin/python3 "$0/$script" || exit; done';
    const all = [
      { needs: 'IPVS', script: 'ipvs.py', facts: ipvs },
      { needs: 'IPIP tunnels', script: 'tunnels.py', facts: tunnels },
      { needs: 'WireGuard', script: 'wireguard.py', facts: wireguard },
    ];
    const able = all.filter(({ needs, script }) => {
      const lack = lacks(extras.find(({ what }) => what === needs)!, kernel);
      if (lack !== undefined) console.log(`skipped ${script}: ${needs}: ${lack}`);
      return lack === undefined;
    });
    const argv = ['sh', '-c', each, import.meta.dirname, ...able.map(({ script }) => script)];
    const said = runInKernel(kernel, argv, 240);
    expect(said).toEqual({
      status: 0,
      stdout: able.map(({ script, facts }) => `# ${script}${facts}`).join(''),
      stderr: '',
    });
  }, 300_000);

  test.skipIf(fast.reason)(
    'the walks of eks-talk are the same in another kernel',
    async () => {
      const model = await exampleModel('eks-talk');
      if (!kernel) return;
      const subjects = subjectsOf(model, 'eks-talk');
      const verdicts = (await compareWithKernel(subjects, { kernel, rules: true })).flat();
      const words = verdicts.map(({ trace, result }) => `${trace.name} ${result.kind}`);
      expect(words).toEqual(
        ['W07', 'W16', 'W17', 'W18', 'W19', 'W20', 'W21', 'W22', 'W22-all', 'W23', 'W32'].map(
          (name) => `${name} equal`,
        ),
      );
    },
    300_000,
  );
});

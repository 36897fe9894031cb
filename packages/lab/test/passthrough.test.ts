import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checksOf, compareWithKernel } from '../src/index.ts';
import { modelled, said, subjectsIn } from './files.ts';
import { cannotRun } from './here.ts';

const reason = cannotRun();
const file = path.resolve(import.meta.dirname, '../../language/test/walks/passthrough.netk');

describe.skipIf(reason)('a balancer that hands packets over as they are, in the kernel', () => {
  test('is passed, and answered past it, as the walks say', async () => {
    const verdicts = (await compareWithKernel(subjectsIn(await modelled(file)), { rules: true })).flat();
    const found = [...new Set(verdicts.map(said))];
    const open = found.filter((each) => each.includes('not asked'));
    expect(open.map((each) => each.split(':')[0])).toEqual(['W39-nobody', 'W39-nobody-local', 'W42-other-port']);
    expect(open.every((each) => each.includes('depends on its image'))).toBe(true);
    // one of three nodes drops it: which it is chance decides
    expect(found.filter((each) => /last-resort: (ok|timeout)$/.test(each))).toHaveLength(1);
    expect(found.filter((each) => !open.includes(each) && !each.includes('last-resort')).sort()).toEqual([
      'W39-affinity: ok',
      'W39-global: ok',
      'W39-inner-far: timeout',
      'W39-inner: ok',
      'W39-local: ok',
      'W39-node-port: timeout',
      'W39-other: ok',
      'W39-out: ok',
      'W39-port: timeout',
      'W39-ranges: ok',
      'W39-stranger: timeout',
      'W39-unchecked: ok',
      'W42-inner: ok',
      'W42-local: ok',
      'W42-node: ok',
      'W42-pod: ok',
      'W42-ranges: timeout',
    ]);
  }, 120_000);

  test('finds with checks to its own address whom the walks call healthy, each at its machine', async () => {
    const subject = checksOf(await modelled(file));
    const [verdicts = []] = await compareWithKernel([subject], { patience: 900 });
    const found = verdicts.map(({ trace, result }) => {
      const { state } = subject.checks!.get(trace)!;
      const seen = result.kind === 'equal' ? result.sight.client : JSON.stringify(result);
      return `${trace.flow.to}: ${trace.title!.split(' ')[1]} ${state}, ${seen}`;
    });
    const all = ['few', 'gone', 'inner', 'open', 'steady'];
    const local = ['inner-kept', 'kept'];
    expect([...new Set(found)].sort()).toEqual(
      ['VM-1', 'VM-2', 'VM-3']
        .flatMap((node) => [
          ...all.map((name) => `${node}: ${name} healthy, ok`),
          ...local.map((name) => `${node}: ${name} ${node === 'VM-2' ? 'unhealthy, http-503' : 'healthy, ok'}`),
          `${node}: gone-local unhealthy, http-503`,
        ])
        .sort(),
    );
  }, 120_000);
});

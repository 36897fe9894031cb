import path from 'node:path';
import { expect, test } from 'vitest';
import { compareWithKernel } from '../src/index.ts';
import { modelled, said, subjectsIn } from './files.ts';
import { cannotRun, here } from './here.ts';

const file = path.resolve(import.meta.dirname, '../../language/test/walks/network-cards.netk');

test.skipIf(cannotRun())(
  'what pods send from and get by interfaces of several network cards is what Linux does',
  async () => {
    const verdicts = (await compareWithKernel(subjectsIn(await modelled(file)), { kernel: here, rules: true })).flat();
    const apart = verdicts.filter(({ trace }) => ['asking', 'unmanaged', 'born'].includes(trace.name ?? ''));
    expect(apart.map(({ result }) => result.kind)).toEqual(['skipped', 'skipped', 'skipped']);
    const others = verdicts.filter((each) => !apart.includes(each));
    expect(others.map(said)).toEqual(others.map(({ trace }) => `${trace.name}: ok`));
  },
);

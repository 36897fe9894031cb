import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareWithKernel } from '../src/index.ts';
import { modelled, said, subjectsIn } from './files.ts';
import { another } from './here.ts';

const { kernel, reason } = another({ much: true });
const file = path.resolve(import.meta.dirname, '../../language/test/walks/gke-modes.netk');

describe.skipIf(reason)('clusters of GKE with routes to nodes, and in Autopilot mode, in the kernel', () => {
  test('do with packets what the walks say', async () => {
    const subjects = subjectsIn(await modelled(file));
    const verdicts = (await compareWithKernel(subjects, { rules: true, ...(kernel ? { kernel } : {}) })).flat();
    const found = [...new Set(verdicts.map(said))].sort();
    expect(found.filter((each) => each.includes('not asked')).map((each) => each.split(':')[0])).toEqual([
      'm-pilot-names',
    ]);
    expect(found.filter((each) => !each.includes('not asked'))).toEqual([
      'm-between: ok',
      'm-pilot-metadata: ok',
      'm-pilot: ok',
      'm-routes-in: ok',
      'm-routes-ingress: ok',
      'm-routes-out: ok',
      'm-routes: ok',
    ]);
  }, 300_000);
});

import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareWithKernel } from '../src/index.ts';
import { modelled, said, subjectsIn } from './files.ts';
import { cannotRun } from './here.ts';

const file = path.resolve(import.meta.dirname, '../../language/test/walks/gcp-routes.netk');

describe.skipIf(cannotRun())('routes and joined networks of Google Cloud, in the kernel', () => {
  test('lead where the walks say, also by who sent the frame', async () => {
    const verdicts = (await compareWithKernel(subjectsIn(await modelled(file)), { rules: true })).flat();
    expect([...new Set(verdicts.map(said))].filter((each) => !each.includes('not asked')).sort()).toEqual([
      'google-known: timeout',
      'metadata-gke: ok',
      'metadata-node: ok',
      'metadata-pod: ok',
      'metadata: ok',
      'peer-balancer: ok',
      'peer-kept: timeout',
      'peer-pod: ok',
      'peer-subnet: ok',
      'peer-told: timeout',
      'peer-transitive: timeout',
      'route-hole: timeout',
      'route-out: ok',
      'route-plain: timeout',
      'route-tags: ok',
    ]);
  }, 120_000);
});

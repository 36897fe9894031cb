import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareWithKernel } from '../src/index.ts';
import { modelled, said, subjectsIn } from './files.ts';
import { cannotRun } from './here.ts';

const file = path.resolve(import.meta.dirname, '../../language/test/walks/gke-gateway.netk');

describe.skipIf(cannotRun())('Gateways of GKE, in the kernel', () => {
  test('do with requests what the walks say', async () => {
    const verdicts = (await compareWithKernel(subjectsIn(await modelled(file)), { rules: true })).flat();
    expect([...new Set(verdicts.map(said))].sort()).toEqual([
      'gateway-404: http-404',
      'gateway-edge: ok',
      'gateway-inner: ok',
      'gateway-patient: ok',
      'gateway-redirect: http-301',
      'gateway-slow: http-504',
      'gateway-unhealthy: http-503',
    ]);
  }, 120_000);
});

import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareWithKernel } from '../src/index.ts';
import { modelled, said, subjectsIn } from './files.ts';
import { another } from './here.ts';

const { kernel, reason } = another({ much: true });
const file = (name: string): string => path.resolve(import.meta.dirname, '../../language/test/walks', name);
const compared = async (name: string): Promise<readonly string[]> => {
  const subjects = subjectsIn(await modelled(file(name)));
  const verdicts = (await compareWithKernel(subjects, { rules: true, ...(kernel ? { kernel } : {}) })).flat();
  return [...new Set(verdicts.map(said))].sort();
};

describe.skipIf(reason)('Dataplane V2 of GKE, in the kernel', () => {
  test('does with packets what the walks say, with programs of eBPF at the same hooks', async () => {
    const found = await compared('dataplane-v2.netk');
    expect(found.filter((each) => each.includes('not asked')).map((each) => each.split(':')[0])).toEqual([
      'v2-empty-old',
    ]);
    expect(found.filter((each) => !each.includes('not asked'))).toEqual([
      'v2-empty-node: unreachable',
      'v2-empty: refused',
      'v2-far: ok',
      'v2-kept: ok',
      'v2-metadata: ok',
      'v2-near: ok',
      'v2-node-own: ok',
      'v2-node-port-near: ok',
      'v2-node-port: ok',
      'v2-node: ok',
      'v2-open: ok',
      'v2-out: ok',
      'v2-own: ok',
      'v2-pod: ok',
    ]);
  }, 300_000);

  test('redirects questions to the pod of the node', async () => {
    const found = await compared('gke-names-v2.netk');
    expect(found.filter((each) => !each.includes('not asked'))).toEqual([
      'v2-names-node: ok',
      'v2-names-off: ok',
      'v2-names-question: ok',
    ]);
  }, 300_000);
});

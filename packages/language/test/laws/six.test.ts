import { checkTrace, createModel } from '@netk/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';
import { runs } from '../hostile/fuzz.ts';
import { sixClusters, sixText } from './random-six.ts';

test('every walk of a random cluster of IPv6 keeps the laws, and is answered', async () => {
  const ends = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(sixClusters, async (cluster) => {
      const { topology, diagnostics } = await topologyOf(sixText(cluster));
      expect(diagnostics.filter(({ severity }) => severity === 1).map(({ message }) => message)).toEqual([]);
      const model = createModel(topology);
      for (const { id } of topology.walks) {
        const trace = model.trace(id);
        expect(checkTrace(trace)).toEqual([]);
        ends.set(trace.verdict, (ends.get(trace.verdict) ?? 0) + 1);
      }
    }),
    runs(30),
  );
  // mixed: it depends on the pod that is picked
  expect(Math.min(ends.get('delivered') ?? 0, ends.get('not-delivered') ?? 0)).toBeGreaterThan(100);
});

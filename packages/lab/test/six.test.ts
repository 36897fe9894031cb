import { createModel } from '@netk/engine';
import { topologyOf } from '@netk/language';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SixCluster, sixClusters, sixText } from '../../language/test/laws/random-six.ts';
import { compareWithKernel, type Subject, subjectOf } from '../src/index.ts';
import { cannotRun } from './here.ts';

const reason = cannotRun();
const count = Number(process.env.NETK_LAB_SIX ?? 8);
const seed = Number(process.env.NETK_SEED);

async function subject(cluster: SixCluster): Promise<Subject> {
  const model = createModel((await topologyOf(sixText(cluster))).topology);
  const [first, ...others] = model.topology.walks.map(({ id }) => id);
  return subjectOf(model, [first!, ...others]);
}

test.skipIf(reason)(
  `${count} random clusters of IPv6 do what this kernel does`,
  async () => {
    const sample = fc.sample(sixClusters, { numRuns: count, seed });
    const verdicts = await compareWithKernel(await Promise.all(sample.map(subject)), { patience: 300 });
    const flows = verdicts.flat().filter(({ result }) => result.kind !== 'skipped');
    const ends = Map.groupBy(flows, ({ result }) => ('sight' in result ? result.sight.client : ''));
    const counts = [...ends].map(([client, of]) => `${of.length} ${client}`).join(', ');
    console.log(`seed ${seed}: ${flows.length} flows through ${count} clusters of IPv6 (${counts})`);
    const bad = verdicts.flatMap((all, index) =>
      all.flatMap(({ trace, result }) => {
        if (result.kind !== 'different') return [];
        const { where, at, simulated, observed } = result.difference;
        return [`cluster ${index}: ${trace.title}, ${where} ${at}\n  simulated ${simulated}\n  observed  ${observed}`];
      }),
    );
    const [index] = bad[0]?.match(/\d+/) ?? [];
    if (index !== undefined)
      expect.fail(`NETK_SEED=${seed}\n${bad.slice(0, 20).join('\n')}\n${sixText(sample[Number(index)]!)}`);
    expect(flows.length).toBeGreaterThan(count * 8);
  },
  60_000 + count * 6000,
);

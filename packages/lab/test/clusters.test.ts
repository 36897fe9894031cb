import { createModel, type Trace } from '@netk/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { build, type Shape, shapes } from '../../engine/test/support/arbitraries.ts';
import { compareWithKernel, type Subject, type Verdict } from '../src/index.ts';
import { cannotRun, here } from './here.ts';

const reason = cannotRun();
const clusters = Number(process.env.NETK_LAB_CLUSTERS ?? 200);
const perCluster = 14;
const seed = Number(process.env.NETK_LAB_SEED ?? Date.now() % 1_000_000);

/** Some of a cluster's walks, each kind of target among them in the long run. */
function subjectOf(shape: Shape, index: number): Subject {
  const model = createModel(build(shape));
  const all = model.topology.walks;
  const step = Math.max(1, Math.ceil(all.length / perCluster));
  const traces: Trace[] = [];
  for (let at = index % step; at < all.length; at += step) traces.push(model.trace(all[at]!.id));
  return { network: model.network, traces };
}

const words = ({ trace, result }: Verdict): string =>
  result.kind === 'different'
    ? `${trace.name}, ${result.difference.where} ${result.difference.at}\n  simulated ${result.difference.simulated}\n  observed  ${result.difference.observed}`
    : result.kind;

test.skipIf(reason)(
  `${clusters} random clusters do what this kernel does`,
  async () => {
    const sample = fc.sample(shapes, { numRuns: clusters, seed });
    const verdicts = await compareWithKernel(sample.map(subjectOf), { patience: 300, kernel: here });
    const flows = verdicts.flat().filter(({ result }) => result.kind !== 'skipped');
    const ends = Map.groupBy(flows, ({ result }) => ('sight' in result ? result.sight.client : ''));
    const counts = [...ends].map(([client, of]) => `${of.length} ${client}`).join(', ');
    console.log(`seed ${seed}: ${flows.length} flows through ${clusters} clusters in ${here.name} (${counts})`);
    const index = verdicts.findIndex((all) => all.some(({ result }) => result.kind === 'different'));
    if (index >= 0) {
      const bad = verdicts[index]!.find(({ result }) => result.kind === 'different')!;
      const replay = `NETK_LAB_SEED=${seed}, cluster ${index}`;
      expect.fail(`${replay}: ${words(bad)}\n${await smallest(index)}`);
    }
    if (clusters >= 200) expect(flows.length).toBeGreaterThanOrEqual(2000);
  },
  here.name === 'host' ? 400_000 : 2_400_000,
);

/** The smallest cluster that still differs, found by fast-check from the one that failed. */
async function smallest(index: number): Promise<string> {
  const property = fc.asyncProperty(shapes, async (shape) => {
    const [verdicts = []] = await compareWithKernel([subjectOf(shape, index)], { parallel: 1, kernel: here });
    const bad = verdicts.find(({ result }) => result.kind === 'different');
    if (bad) throw new Error(words(bad));
  });
  const found = await fc.check(property, { seed, path: String(index), numRuns: 1, interruptAfterTimeLimit: 60_000 });
  return found.failed ? `smallest: ${fc.stringify(found.counterexample)}\n${found.errorInstance}` : 'not shrunk';
}

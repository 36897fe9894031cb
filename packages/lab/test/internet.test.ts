import { readFileSync } from 'node:fs';
import { createModel, hasOwnNetwork, type Topology } from '@netk/engine';
import { topologyOf } from '@netk/language';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { internets, textOf } from '../../language/test/laws/random-internet.ts';
import { compareWithKernel, type Subject, subjectOf } from '../src/index.ts';
import { cannotRun } from './here.ts';

const reason = cannotRun();
const home = new URL('../../language/test/walks/internet.netk', import.meta.url);
const count = Number(process.env.NETK_LAB_INTERNETS ?? 12);
const seed = Number(process.env.NETK_SEED);

/** The walks of a file: one that has a network of its own is a subject of its own. */
function subjectsOf(topology: Topology): Subject[] {
  const model = createModel(topology);
  const plain = topology.walks.filter((walk) => !hasOwnNetwork(walk));
  const groups = [plain, ...topology.walks.filter(hasOwnNetwork).map((walk) => [walk])];
  return groups.flatMap((walks) => {
    const [first] = walks;
    return first ? [subjectOf(model, [first.id, ...walks.slice(1).map(({ id }) => id)])] : [];
  });
}

describe.skipIf(reason)('the kernel', () => {
  test('goes through home routers, carrier NAT and systems as the walks say, rule by rule', async () => {
    const subjects = subjectsOf((await topologyOf(readFileSync(home, 'utf8'))).topology);
    const verdicts = (await compareWithKernel(subjects, { rules: true })).flat();
    const skipped = verdicts.filter(({ result }) => result.kind === 'skipped');
    expect(skipped.map(({ trace }) => trace.name).sort()).toEqual(['anybody', 'from-client', 'out', 'own-lan']);
    for (const { trace, result } of verdicts)
      if (result.kind === 'different') expect.fail(`${trace.name}: ${JSON.stringify(result.difference)}`);
  });

  test(`goes through ${count} random Internets as the walks say`, async () => {
    const texts = fc.sample(internets, { numRuns: count, seed }).map(textOf);
    const subjects = (await Promise.all(texts.map((text) => topologyOf(text)))).flatMap(({ topology }) =>
      subjectsOf(topology),
    );
    const verdicts = (await compareWithKernel(subjects, { patience: 300 })).flat();
    const flows = verdicts.filter(({ result }) => result.kind !== 'skipped');
    console.log(`seed ${seed}: ${flows.length} flows through ${count} Internets`);
    for (const { trace, result } of flows)
      if (result.kind === 'different')
        expect.fail(`NETK_SEED=${seed}: ${trace.name}: ${JSON.stringify(result.difference)}`);
  }, 120_000);
});

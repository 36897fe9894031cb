import { createModel, type Model } from '@netk/engine';
import { topologyOf } from '@netk/language';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Site, sites, textOf } from '../../language/test/laws/random-sites.ts';
import { checksOf, compareWithKernel, type Subject, subjectOf, type Verdict } from '../src/index.ts';
import { cannotRun } from './here.ts';

const reason = cannotRun();
const count = Number(process.env.NETK_LAB_SITES ?? 12);
const seed = Number(process.env.NETK_SEED);

const modelOf = async (site: Site): Promise<Model> => createModel((await topologyOf(textOf(site))).topology);

async function subject(site: Site): Promise<Subject> {
  const model = await modelOf(site);
  const [first, ...others] = model.topology.walks.map(({ id }) => id);
  return subjectOf(model, [first!, ...others]);
}

const words = ({ trace, result }: Verdict): string =>
  result.kind === 'different'
    ? `${trace.name}, ${result.difference.where} ${result.difference.at}\n  simulated ${result.difference.simulated}\n  observed  ${result.difference.observed}`
    : result.kind;

test.skipIf(reason)(
  `${count} random clusters behind load balancers do what this kernel does`,
  async () => {
    const sample = fc.sample(sites, { numRuns: count, seed });
    const verdicts = await compareWithKernel(await Promise.all(sample.map(subject)), { patience: 400 });
    const flows = verdicts.flat().filter(({ result }) => result.kind !== 'skipped');
    const ends = Map.groupBy(flows, ({ result }) => ('sight' in result ? result.sight.client : ''));
    const counts = [...ends].map(([client, of]) => `${of.length} ${client}`).join(', ');
    console.log(`seed ${seed}: ${flows.length} flows through ${count} clusters behind load balancers (${counts})`);
    const index = verdicts.findIndex((all) => all.some(({ result }) => result.kind === 'different'));
    if (index >= 0) {
      const bad = verdicts[index]!.find(({ result }) => result.kind === 'different')!;
      const replay = `NETK_SEED=${seed} NETK_LAB_SITES=${index + 1}, the last`;
      expect.fail(`${replay}: ${words(bad)}\n${await smallest(index)}`);
    }
    expect(flows.length).toBeGreaterThan(count * 5);
  },
  60_000 + count * 6000,
);

const checked = Math.ceil(count / 2);

test.skipIf(reason)(
  `the health checks of ${checked} random load balancers find in this kernel what the walks say, in time or too late`,
  async () => {
    const sample = fc.sample(sites, { numRuns: checked, seed: seed + 1 });
    const subjects = await Promise.all(sample.map(async (site) => checksOf(await modelOf(site))));
    // as patient as the longest check, which waits for 10 of a program's seconds
    const verdicts = await compareWithKernel(subjects, { patience: 900, second: 45 });
    const compared = verdicts.flatMap((all, index) =>
      all.flatMap(({ trace, result }) => {
        if (result.kind === 'skipped') return [];
        if (result.kind === 'different')
          expect.fail(
            `NETK_SEED=${seed}: ${trace.title}: ${JSON.stringify(result.difference)}\n${textOf(sample[index]!)}`,
          );
        return [subjects[index]!.checks!.get(trace)!.state];
      }),
    );
    const counts = [...Map.groupBy(compared, (state) => state)]
      .map(([state, of]) => `${of.length} ${state}`)
      .join(', ');
    console.log(`seed ${seed}: ${compared.length} health checks of ${checked} load balancers (${counts})`);
    expect(compared.length).toBeGreaterThan(checked);
  },
  60_000 + count * 3000,
);

/** The smallest cluster that still differs, found by fast-check from the one that failed. */
async function smallest(index: number): Promise<string> {
  const property = fc.asyncProperty(sites, async (site) => {
    const [verdicts = []] = await compareWithKernel([await subject(site)], { parallel: 4 });
    const bad = verdicts.find(({ result }) => result.kind === 'different');
    if (bad) throw new Error(words(bad));
  });
  const found = await fc.check(property, { seed, path: String(index), numRuns: 1, interruptAfterTimeLimit: 60_000 });
  if (!found.failed) return 'not shrunk';
  const [site] = found.counterexample ?? [];
  return `smallest:\n${site ? textOf(site) : ''}\n${found.errorInstance}`;
}

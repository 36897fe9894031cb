import { createModel, type Topology, type Trace } from '@netk/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { build, shapes } from '../../engine/test/support/arbitraries.ts';
import { buildPlain, plainShapes } from '../../engine/test/support/plain-clusters.ts';
import { buildPolicies, policyShapes } from '../../engine/test/support/policy-clusters.ts';
import {
  compareWithKernel,
  type Kernel,
  type LabOptions,
  lackedFor,
  type Subject,
  type Verdict,
} from '../src/index.ts';
import { another, cannotRun, here } from './here.ts';

const reason = cannotRun();
const all = Number(process.env.NETK_LAB_CLUSTERS ?? 0);
const seed = Number(process.env.NETK_SEED);
const perCluster = 14;

/** Random clusters of one kind: how they are made, and how many are compared where nobody asks for more. */
interface Kind<Shape> {
  readonly name: string;
  readonly shapes: fc.Arbitrary<Shape>;
  readonly build: (shape: Shape) => Topology;
  readonly usual: number;
}
const kind = <Shape>(of: Kind<Shape>): Kind<unknown> => of as Kind<unknown>;

const kinds = [
  kind({ name: 'EKS', shapes, build, usual: 60 }),
  kind({ name: 'plain', shapes: plainShapes, build: buildPlain, usual: 40 }),
  kind({ name: 'policies', shapes: policyShapes, build: buildPolicies, usual: 24 }),
];

/** Some of a cluster's walks, each kind of target among them in the long run. */
function subjectOf(of: Topology, index: number): Subject {
  const model = createModel(of);
  const { walks } = model.topology;
  const step = Math.max(1, Math.ceil(walks.length / perCluster));
  const traces: Trace[] = [];
  for (let at = index % step; at < walks.length; at += step) traces.push(model.trace(walks[at]!.id));
  return { network: model.network, traces };
}

const words = ({ trace, result }: Verdict): string =>
  result.kind === 'different'
    ? `${trace.name}, ${result.difference.where} ${result.difference.at}\n  simulated ${result.difference.simulated}\n  observed  ${result.difference.observed}`
    : result.kind;

/** In the kernel here, and in another one what only that can carry; what none can is skipped, with the reason. */
async function compare(subjects: readonly Subject[], options: LabOptions): Promise<readonly (readonly Verdict[])[]> {
  const lacking = new Set(subjects.filter(({ network }) => lackedFor(network, here) !== undefined));
  const other = lacking.size > 0 ? another({ much: true }).kernel : undefined;
  const isThere = (subject: Subject): boolean => other !== undefined && lacking.has(subject);
  const run = (of: readonly Subject[], kernel: Kernel) => compareWithKernel(of, { ...options, kernel });
  const away = other ? await run(subjects.filter(isThere), other) : [];
  const near = await run(
    subjects.filter((each) => !isThere(each)),
    here,
  );
  const [there, home] = [away.values(), near.values()];
  return subjects.map((subject) => (isThere(subject) ? there : home).next().value!);
}

describe.skipIf(reason)('random clusters do what a kernel does', () => {
  test.each(kinds)(
    '$name',
    async ({ name, shapes, build, usual }) => {
      const count = all || usual;
      const sample = fc.sample(shapes, { numRuns: count, seed });
      const subjects = sample.map((shape, index) => subjectOf(build(shape), index));
      const verdicts = await compare(subjects, { patience: 300 });
      const flows = verdicts.flat().filter(({ result }) => result.kind !== 'skipped');
      const ends = Map.groupBy(flows, ({ result }) => ('sight' in result ? result.sight.client : ''));
      const counts = [...ends].map(([client, of]) => `${of.length} ${client}`).join(', ');
      console.log(`seed ${seed}: ${flows.length} flows through ${count} ${name} clusters in ${here.name} (${counts})`);
      const bad = verdicts.flatMap((each, index) =>
        each.flatMap((verdict) => (verdict.result.kind === 'different' ? [{ index, verdict }] : [])),
      );
      if (bad[0]) {
        const { index } = bad[0];
        const lines = bad.map((each) => `cluster ${each.index}: ${words(each.verdict)}`);
        expect.fail(`NETK_SEED=${seed}\n${lines.slice(0, 20).join('\n')}\n${await smallest(shapes, build, index)}`);
      }
      // no kernel here may carry the others (`another` has said why)
      const carried = verdicts.filter((each) => each.some(({ result }) => result.kind !== 'skipped'));
      if (carried.length < count)
        console.log(`skipped ${count - carried.length} ${name} clusters: no kernel here carries them`);
      expect(carried.length).toBeGreaterThanOrEqual(count / 3);
      // the others are not determined, or begin with a name that has no address
      expect(flows.length).toBeGreaterThanOrEqual(carried.flat().length / 2);
    },
    here.name === 'host' ? 400_000 : 2_400_000,
  );
});

/** The smallest cluster that still differs, found by fast-check from the one that failed. */
async function smallest<Shape>(
  shapes: fc.Arbitrary<Shape>,
  build: (shape: Shape) => Topology,
  index: number,
): Promise<string> {
  const property = fc.asyncProperty(shapes, async (shape) => {
    const [verdicts = []] = await compare([subjectOf(build(shape), index)], { parallel: 1 });
    const bad = verdicts.find(({ result }) => result.kind === 'different');
    if (bad) throw new Error(words(bad));
  });
  const found = await fc.check(property, { seed, path: String(index), numRuns: 1, interruptAfterTimeLimit: 60_000 });
  return found.failed ? `smallest: ${fc.stringify(found.counterexample)}\n${found.errorInstance}` : 'not shrunk';
}

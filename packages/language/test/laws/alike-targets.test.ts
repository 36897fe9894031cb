import { type Branch, createModel, type Hop, type Trace } from '@netk/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ask } from '../../../engine/src/ask/ask.ts';
import { topologyOf } from '../../src/index.ts';
import { runs } from '../hostile/fuzz.ts';
import { crowds, crowdText, madeAlike, madeAlikeText } from './random-crowds.ts';

const shapeOf = (hops: readonly Hop[]): string =>
  hops
    .map(
      ({ kind, steps }) => `${kind}(${steps.map((step) => `${step.kind} ${step.stage} ${step.cause ?? ''}`).join()})`,
    )
    .join();

/** What came of a way, without a name: what it passed, and every step's place. */
const fateOf = ({ verdict, cause, client, died, forward, reply, blockers = [], assumes = [] }: Branch): string =>
  [
    ...[verdict, cause, client, JSON.stringify(died), shapeOf(forward), shapeOf(reply), assumes.length],
    ...blockers.map((each) => `${each.stage} ${each.cause} ${each.client}`),
  ].join('\n');

const machines: readonly string[] = ['target', 'endpoint'];

/** How likely each fate is for those who were picked first: under the names of all that a way stands for. */
function fatesByFirst({ routes }: Trace): Map<string, Map<string, number>> {
  const out = new Map<string, Map<string, number>>();
  for (const way of routes) {
    const at = way.choices.findIndex(({ kind }) => machines.includes(kind));
    const before = way.choices.slice(0, Math.max(at, 0)).map(({ picked }) => picked);
    const first = way.choices[at];
    const all = first ? [first.picked, ...(first.alike ?? [])] : [''];
    for (const name of all) {
      const key = [...before, name].join(' ');
      const fates = out.get(key) ?? new Map<string, number>();
      out.set(key, fates);
      const fate = fateOf(way);
      fates.set(fate, (fates.get(fate) ?? 0) + way.probability / all.length);
    }
  }
  return out;
}

const rounded = (fates: Map<string, Map<string, number>>): unknown =>
  [...fates]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => [key, [...each].sort().map(([fate, share]) => [fate, Math.round(share * 1e9) / 1e9])]);

/** Walks all walks of a file by kinds and one by one, and says how many ways stood for others. */
async function walkedBothWays(text: string): Promise<number> {
  const { topology, diagnostics } = await topologyOf(text);
  expect(diagnostics.filter(({ severity }) => severity === 1).map(({ message }) => message)).toEqual([]);
  const model = createModel(topology);
  let alike = 0;
  for (const walk of topology.walks) {
    const plan = model.planOf(walk.id);
    const network = walk.givens.length === 0 ? model.network : model.networkOf(walk.id);
    const grouped = ask(plan, network, walk, { few: 0 });
    const each = ask(plan, network, walk, { few: Number.POSITIVE_INFINITY });
    expect(grouped.verdict).toBe(each.verdict);
    expect(rounded(fatesByFirst(grouped))).toEqual(rounded(fatesByFirst(each)));
    alike += grouped.routes.filter(({ choices }) => choices.some((choice) => choice.alike)).length;
  }
  return alike;
}

test('targets and endpoints that are one way are walked alike one by one, with the same probabilities', async () => {
  let alike = 0;
  await fc.assert(
    fc.asyncProperty(crowds, async (crowd) => {
      alike += await walkedBothWays(crowdText(crowd));
    }),
    runs(40),
  );
  expect(alike).toBeGreaterThan(50);
});

test('so are targets that are made alike, whatever names one of them', async () => {
  let alike = 0;
  await fc.assert(
    fc.asyncProperty(madeAlike, async (some) => {
      alike += await walkedBothWays(madeAlikeText(some));
    }),
    runs(40),
  );
  expect(alike).toBeGreaterThan(50);
});

import { checkTrace, createModel, type Trace } from '@netk/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutNames } from '../../../engine/test/support/same-answer.ts';
import { topologyOf } from '../../src/index.ts';
import { waysOf } from '../balancers/asking.ts';
import { runs } from '../hostile/fuzz.ts';
import { type Cluster, clusters, kinds, textOf } from './random-balancers.ts';
import { sites, textOf as textOfSite } from './random-sites.ts';

async function answers(text: string): Promise<readonly Trace[]> {
  const { topology, diagnostics } = await topologyOf(text);
  expect(diagnostics.filter(({ severity }) => severity === 1).map(({ message }) => message)).toEqual([]);
  const model = createModel(topology);
  return topology.walks.map(({ id }) => model.trace(id));
}

/** The options of each choice, by what was chosen before it: they make one whole. */
function sums(trace: Trace): readonly number[] {
  const tree = new Map<string, Map<string, number>>();
  for (const { choices } of waysOf(trace)) {
    let before = '';
    for (const { kind, id, picked, probability } of choices) {
      const key = `${before}\n${kind} at ${id}`;
      tree.set(key, (tree.get(key) ?? new Map<string, number>()).set(picked, probability));
      before = `${key} = ${picked}`;
    }
  }
  return [...tree.values()].map((options) => [...options.values()].reduce((sum, each) => sum + each, 0));
}

/** What is wrong with whom a balancer picked of its pods; `seen` counts what was looked at. */
function wronglyPicked(
  { zones, balancer, crossZone }: Cluster,
  trace: Trace,
  seen: { healthy: number; open: number },
): readonly string[] {
  const well = (kind: keyof typeof kinds): boolean =>
    kinds[kind].registered && (balancer === 'alb' ? kinds[kind].http : kinds[kind].tcp);
  return trace.routes.flatMap(({ forward }) => {
    const at = forward.find(({ kind }) => kind === 'balancer');
    const step = at && forward.flatMap(({ steps }) => steps).find(({ stage }) => stage === 'target group');
    const name = step && / picks n(\d+)-(\d+) /.exec(step.entry);
    if (!at || !name) return [];
    const own = Number(/ z(\d+)$/.exec(at.device)?.[1]);
    const picked = zones[Number(name[1])]![Number(name[2])]!;
    const near = balancer === 'alb' || crossZone ? zones : [zones[own]!];
    const some = near.some((pods) => pods.some(well));
    const open = step.entry.includes('it fails open');
    seen[open ? 'open' : 'healthy'] += 1;
    const wrong: string[] = [];
    if (!kinds[picked].registered) wrong.push(`${step.entry}: not registered`);
    if (!open && !well(picked)) wrong.push(`${step.entry}: not healthy`);
    if (open === some) wrong.push(`${step.entry}: ${some ? 'somebody is healthy' : 'nobody is healthy'}`);
    if (!near.includes(zones[Number(name[1])]!)) wrong.push(`${step.entry}: another zone`);
    return wrong;
  });
}

describe('a random cluster behind a balancer', () => {
  test('keeps the laws of traces, and the options of every choice make one', async () => {
    await fc.assert(
      fc.asyncProperty(clusters, async (cluster) => {
        for (const trace of await answers(textOf(cluster))) {
          expect(checkTrace(trace)).toEqual([]);
          for (const sum of sums(trace)) expect(sum).toBeCloseTo(1, 9);
        }
      }),
      runs(40),
    );
  });

  test('gets what it gets from healthy targets of the zones in reach, unless nobody is healthy, which is said', async () => {
    const seen = { healthy: 0, open: 0 };
    const ofPods = clusters.filter(({ balancer }) => balancer !== 'clb').map((each) => ({ ...each, instances: false }));
    await fc.assert(
      fc.asyncProperty(ofPods, async (cluster) => {
        for (const trace of await answers(textOf(cluster))) expect(wronglyPicked(cluster, trace, seen)).toEqual([]);
      }),
      runs(40),
    );
    expect(seen.healthy).toBeGreaterThan(20);
    expect(seen.open).toBeGreaterThan(20);
  });

  test('is the same by other names', async () => {
    await fc.assert(
      fc.asyncProperty(clusters, async (cluster) => {
        const [plain, other] = [await answers(textOf(cluster)), await answers(textOf(cluster, 'x'))];
        expect(other.map(withoutNames)).toEqual(plain.map(withoutNames));
      }),
      runs(15),
    );
  });
});

describe('a random site on the Internet', () => {
  test('keeps the laws of traces, from homes, from the VPC and from a pod', async () => {
    const ends = new Set<string>();
    await fc.assert(
      fc.asyncProperty(sites, async (site) => {
        for (const trace of await answers(textOfSite(site))) {
          expect(checkTrace(trace)).toEqual([]);
          for (const sum of sums(trace)) expect(sum).toBeCloseTo(1, 9);
          for (const { client } of trace.routes) ends.add(client);
        }
      }),
      runs(25),
    );
    expect(ends.size).toBeGreaterThan(6);
  });
});

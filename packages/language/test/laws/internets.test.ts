import { type Branch, checkTrace, createModel, type Hop, type Topology } from '@netk/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';
import { internets, textOf } from './random-internet.ts';

const runs = { numRuns: 40 };

const opposite = { provider: 'customer', customer: 'provider', peer: 'peer' } as const;

/** What each system is to the one before it on a way: `provider provider peer customer`. */
function relationsOn({ internet }: Topology, hops: readonly Hop[]): string {
  const way = hops.flatMap(({ id }) => internet?.systems.find((each) => each.id === id) ?? []);
  return way
    .slice(1)
    .map((to, i) => {
      const from = way[i]!;
      const own = from.relations.find(({ of }) => of === to.id)?.kind;
      const theirs = to.relations.find(({ of }) => of === from.id)?.kind;
      return own ?? (theirs ? opposite[theirs] : 'stranger');
    })
    .join(' ');
}

async function eachBranch(text: string, see: (branch: Branch, topology: Topology, name: string) => void) {
  const { topology, diagnostics } = await topologyOf(text);
  expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
  const model = createModel(topology);
  for (const walk of topology.walks) {
    const trace = model.trace(walk.id);
    expect(checkTrace(trace), walk.name).toEqual([]);
    for (const branch of trace.routes) see(branch, topology, walk.name!);
  }
}

test('every way through a random Internet is valley-free, there and back, and visits no system twice', async () => {
  await fc.assert(
    fc.asyncProperty(internets, (shape) =>
      eachBranch(textOf(shape), ({ forward, reply }, topology, name) => {
        for (const hops of [forward, reply]) {
          expect(relationsOn(topology, hops), name).toMatch(/^(provider ?)*(peer ?)?(customer ?)*$/);
          expect(new Set(hops.map(({ id }) => id)).size, name).toBe(hops.length);
        }
      }),
    ),
    runs,
  );
});

test('who is translated on the way out gets the answer: the server sees the outside address, the client its own', async () => {
  let translated = 0;
  await fc.assert(
    fc.asyncProperty(internets, (shape) =>
      eachBranch(textOf(shape), ({ verdict, forward, reply, cause }, _, name) => {
        // a system that no way leads to is the only thing that stops anybody
        if (verdict !== 'delivered') return expect(cause, name).toBe('BGP-NOROUTE');
        const from = Number(name.slice(1).split('-')[0]);
        const { what } = shape.systems[from]!;
        const seen = forward.at(-1)!.steps.at(-1)!.after!.src;
        const outside = { home: `11.${from}.0.7`, carrier: `11.${from}.0.8`, server: `11.${from}.0.9` }[what as 'home'];
        if (outside === undefined) expect(seen, name).toMatch(/^198\.19\.255\./);
        else expect(seen, name).toBe(outside);
        const got = reply.at(-1)!;
        expect(got.device, name).toBe(name.split('-')[0]);
        if (what !== 'server') expect(got.steps.at(-1)!.after!.dst, name).toBe('10.0.0.2');
        translated += what === 'server' ? 0 : 1;
      }),
    ),
    runs,
  );
  expect(translated).toBeGreaterThan(10);
});

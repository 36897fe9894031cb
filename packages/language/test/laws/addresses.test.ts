import { type Branch, createModel } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { byAddress } from '../../../engine/test/support/by-address.ts';
import { topologyOf } from '../../src/index.ts';
import { examples, importedBy } from '../examples.ts';

describe('a walk of an example, asked for the address that it dialled', () => {
  const asked: string[] = [];
  test.each([...examples])('%s has the same answers', async (name, text) => {
    const { topology } = await topologyOf(text, `memory:/${name}`, importedBy(text), { checks: false });
    const model = createModel(topology);
    for (const walk of topology.walks) {
      const trace = model.trace(walk.id);
      const other = byAddress(walk, trace);
      if (!other) continue;
      asked.push(`${name} ${walk.name}`);
      // what a walk assumes of its topology, its address assumes, too
      const again = createModel({ ...topology, walks: [other] }).trace(other.id);
      expect(again.verdict, walk.name).toBe(trace.verdict);
      expect(unnamed(again.routes), walk.name).toEqual(unnamed(trace.routes));
    }
  });
  test('is asked of many', () => {
    expect(asked.length).toBeGreaterThan(15);
  });
});

/** The first leg is called as the walk says it; who asks a balancer by its name sends a request, and an address is dialled. */
const unnamed = (routes: readonly Branch[]) =>
  routes.map(({ request: _, ...route }) =>
    route.legs
      ? { ...route, legs: route.legs.map((leg, i) => (i === 0 ? { ...leg, flow: { ...leg.flow, to: '' } } : leg)) }
      : route,
  );

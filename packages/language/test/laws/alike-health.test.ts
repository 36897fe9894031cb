import { createModel } from '@netk/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overlay } from '../../../engine/src/ask/overlay.ts';
import { healthBookOf } from '../../../engine/src/walk/converse.ts';
import { topologyOf } from '../../src/index.ts';
import { runs } from '../hostile/fuzz.ts';
import { type Groups, groups, groupsText } from './random-groups.ts';

/** How each node of each balancer finds each target: asked of what targets have in common, and of each by itself. */
async function healths(of: Groups): Promise<{ readonly shared: number; readonly states: ReadonlySet<string> }> {
  const { topology, diagnostics } = await topologyOf(groupsText(of));
  expect(diagnostics.filter(({ severity }) => severity === 1).map(({ message }) => message)).toEqual([]);
  const { plan, network } = createModel(overlay(topology, topology.walks[0]!.givens));
  const book = healthBookOf(network);
  const kinds = new Set<string>();
  const states = new Set<string>();
  let asked = 0;
  for (const { id, nodes, groups: own } of plan.balancers)
    for (const { id: node } of nodes)
      for (const group of own) {
        const pool = network.pools.get(`${id} ${group.id}`)!;
        const device = network.devices.get(node)!;
        if (!pool.check) continue;
        const checked = { ...pool, check: pool.check };
        for (const target of pool.targets) {
          const { alike, ...alone } = target;
          const together = book.of(device, checked, target);
          const apart = book.of(device, checked, alone);
          expect(together.state).toBe(apart.state);
          expect('blocked' in together && together.blocked).toBe('blocked' in apart && apart.blocked);
          kinds.add(`${node} ${alike ?? target.name}`);
          states.add(apart.state);
          asked++;
        }
      }
  return { shared: asked - kinds.size, states };
}

test('targets that are checked as one kind are found alike one by one, whatever is said of one node, pod or block', async () => {
  let shared = 0;
  const states = new Set<string>();
  await fc.assert(
    fc.asyncProperty(groups, async (each) => {
      const found = await healths(each);
      shared += found.shared;
      for (const state of found.states) states.add(state);
    }),
    runs(40),
  );
  expect(shared).toBeGreaterThan(100);
  expect([...states]).toEqual(expect.arrayContaining(['healthy', 'unhealthy']));
});

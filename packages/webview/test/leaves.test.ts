import type { Branch, Trace } from '@netk/engine';
import { sceneOf } from '@netk/engine';
import { describe, expect, it } from 'vitest';
import { talkScene } from '../../diagram/test/talk-scene.ts';
import { exampleModel } from '../../engine/test/support/example.ts';
import { choiceCount } from '../src/state/choices.ts';
import { treeOf } from '../src/state/leaves.ts';
import { percent } from '../src/state/percent.ts';
import { delivered, dropped } from './fixture/node-port.ts';

describe('the branch tree', () => {
  it('says what was picked where, and one word that tells each leaf apart', () => {
    const tree = treeOf(delivered, talkScene)!;
    expect([tree.of, tree.at]).toEqual(['app1', 'nA']);
    expect(tree.leaves.map((leaf) => `${leaf.label} ${percent(leaf.probability)} ${leaf.shape}`)).toEqual([
      'pod71 33.3 % direct',
      'pod81 33.3 % reply via router',
      'pod371 33.3 % cross-zone',
    ]);
  });
  it('lists drops first', () => {
    const dead: Branch = { ...delivered.routes[2]!, verdict: 'not-delivered' };
    const mixed: Trace = { ...delivered, routes: [delivered.routes[0]!, delivered.routes[1]!, dead] };
    expect(treeOf(mixed, talkScene)!.leaves[0]).toMatchObject({ branch: 2, verdict: 'not-delivered' });
  });
  it('groups more than five leaves by verdict and shape, and sums their probability', () => {
    const many = Array.from({ length: 8 }, (_, i) => ({ ...delivered.routes[i % 2]!, probability: 1 / 8 }));
    const { leaves } = treeOf({ ...delivered, routes: many }, talkScene)!;
    expect(leaves.map((leaf) => [leaf.count, leaf.probability])).toEqual([
      [4, 0.5],
      [4, 0.5],
    ]);
  });
  it('has ways where several choices lead to them, whatever their number, which say whether a balancer crosses zones', async () => {
    const model = await exampleModel('eks-talk-more');
    const scene = sceneOf(model.plan);
    for (const [name, ways] of [
      ['W29', ['✓ cross-zone 66.7 % 6', '✓ same zone 33.3 % 3']],
      ['W26', ['✓ same zone 100 % 3']],
    ] as const) {
      const trace = model.trace(model.topology.walks.find((walk) => walk.name === name)!.id);
      const tree = treeOf(trace, scene)!;
      expect(
        tree.leaves
          .map(({ verdict, shape, probability, count }) =>
            [verdict === 'delivered' ? '✓' : '✕', shape, percent(probability), count].join(' '),
          )
          .sort(),
      ).toEqual(ways);
      expect(tree.ways).toEqual({
        count: tree.leaves.reduce((sum, leaf) => sum + leaf.count, 0),
        choices: choiceCount(trace),
      });
    }
  });
  it('is absent where nothing was left to chance', () => {
    expect(treeOf(dropped, talkScene)).toBeUndefined();
  });
});

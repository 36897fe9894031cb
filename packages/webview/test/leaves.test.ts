import type { Branch, Trace } from '@netk/engine';
import { describe, expect, it } from 'vitest';
import { talkScene } from '../../diagram/test/talk-scene.ts';
import { percent, treeOf } from '../src/state/leaves.ts';
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
  it('is absent where nothing was left to chance', () => {
    expect(treeOf(dropped, talkScene)).toBeUndefined();
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Branch, createModel } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';
import { missingRows, readTable } from './read-table.ts';

const folder = path.join(import.meta.dirname, 'tables');
const examples = path.resolve(import.meta.dirname, '../../../../examples');
const here = import.meta.dirname;
const ofTests = readdirSync(here);
const read = (name: string) => readFileSync(path.join(ofTests.includes(name) ? here : examples, name), 'utf8');

/** The first route of every walk that an example asks, by the walk's name. */
async function routesOf(name: string): Promise<readonly (readonly [string, Branch])[]> {
  const imports = name === 'eks-talk.netk' ? {} : { 'eks-talk.netk': read('eks-talk.netk') };
  const { topology } = await topologyOf(read(name), `file:///x/${name}`, imports);
  const model = createModel(topology);
  const own = topology.walks.filter(({ uri }) => uri === `file:///x/${name}`);
  return own.map((walk) => [walk.name ?? walk.id, model.trace(walk.id).routes[0]!] as const);
}

describe('the walks of the examples', async () => {
  const files = [
    ...['eks-talk.netk', 'eks-egress.netk', 'eks-services.netk', 'internet.netk'],
    // the last file's walk of a name is the one that is meant
    ...['corner-cases.netk', 'eks-talk-more.netk', 'balancers.netk', 'nginx.netk', 'bridge.netk', 'gke.netk'],
  ];
  const routes = new Map((await Promise.all(files.map(routesOf))).flat());
  for (const file of readdirSync(folder)) {
    const name = path.basename(file, '.rows');
    test(`${name} has every row of its table, forward and back, in order`, () => {
      const route = routes.get(name)!;
      const rows = readTable(readFileSync(path.join(folder, file), 'utf8'));
      expect(rows.length).toBeGreaterThan(1);
      expect(missingRows(rows, route.forward, route.reply)).toEqual([]);
    });
  }
  test('a row that is not in the trace is noticed', () => {
    const route = routes.get('W19')!;
    const rows = readTable('F nA | send | E50>R1\nF nA | ip rule | 1536');
    expect(missingRows(rows, route.forward, route.reply)).toHaveLength(2);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createModel } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';
import { missingRows, readTable } from './read-table.ts';

const folder = path.join(import.meta.dirname, 'tables');
const talk = path.resolve(import.meta.dirname, '../../../../examples/eks-talk.netk');

describe('the walks of the talk', async () => {
  const { topology } = await topologyOf(readFileSync(talk, 'utf8'));
  const model = createModel(topology);
  for (const file of readdirSync(folder)) {
    const name = path.basename(file, '.rows');
    test(`${name} has every row of its table, forward and back, in order`, () => {
      const walk = topology.walks.find((each) => each.name === name)!;
      const [route] = model.trace(walk.id).routes;
      const rows = readTable(readFileSync(path.join(folder, file), 'utf8'));
      expect(rows.length).toBeGreaterThan(1);
      expect(missingRows(rows, route!.forward, route!.reply)).toEqual([]);
    });
  }
  test('a row that is not in the trace is noticed', () => {
    const walk = topology.walks.find((each) => each.name === 'W19')!;
    const [route] = model.trace(walk.id).routes;
    expect(
      missingRows(readTable('F nA | send | E50>R1\nF nA | ip rule | 1536'), route!.forward, route!.reply),
    ).toHaveLength(2);
  });
});

import { expect, test } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { branchesOf } from '../src/state/branches.ts';
import { choicesOf } from '../src/state/choices.ts';

test('choices stand in the order of the walk, and each pick opens a branch that keeps the others', async () => {
  const { topology, trace } = await exampleModel('smallest');
  const asked = trace(topology.walks[0]!.id);
  const rows = choicesOf(asked, 0);
  expect(rows.map(({ label, options }) => [label, options.map(({ picked, sign }) => `${sign} ${picked}`)])).toEqual([
    ['answer of http://shop.example.com/', ['✓ 198.19.0.1', '✓ 198.19.0.2']],
    ['target of web:80', ['✓ web-1', '✓ web-2', '✓ web-3']],
  ]);
  const [first] = rows;
  const other = branchesOf(asked)[first!.options[1]!.branch]!;
  expect(other.choices.map(({ picked }) => picked)).toEqual(['198.19.0.2', 'web-1']);
});

import { expect, test } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { branchesOf } from '../src/state/branches.ts';
import { choicesOf } from '../src/state/choices.ts';

test('choices stand in the order of the walk, and each pick opens a branch that keeps the others', async () => {
  const { topology, trace } = await exampleModel('smallest');
  const asked = trace(topology.walks[0]!.id);
  const rows = choicesOf(asked, 0);
  const said = rows.map(({ label, each, options }) => [
    label,
    each,
    options.map(({ picked, sign }) => `${sign} ${picked}`),
  ]);
  expect(said).toEqual([
    ['DNS answer', '1/2 each', ['✓ 198.19.0.1', '✓ 198.19.0.2']],
    ['target of web:80', '1/3 each', ['✓ web-1', '✓ web-2', '✓ web-3']],
  ]);
  const [first] = rows;
  const other = branchesOf(asked)[first!.options[1]!.branch]!;
  expect(other.choices.map(({ picked }) => picked)).toEqual(['198.19.0.2', 'web-1']);
});

test('an option has the pin of the file, and says how many of the ways below it are good', async () => {
  const { topology, trace } = await exampleModel('eks-talk-more');
  const asked = trace(topology.walks.find(({ name }) => name === 'W29')!.id);
  const pins = choicesOf(asked, 0).map(({ options }) =>
    options.filter(({ pinned }) => pinned).map(({ picked }) => picked),
  );
  expect(pins).toEqual([['203.0.113.3'], ['pod81']]);
  const [first, ...others] = branchesOf(asked);
  const mixed = { ...asked, routes: [{ ...first!, verdict: 'not-delivered' as const }], others };
  const [answers, targets] = choicesOf(mixed, 0);
  expect(answers!.options.map(({ sign, some }) => [sign, some])).toEqual([
    ['△', '2 of 3'],
    ['✓', undefined],
    ['✓', undefined],
  ]);
  expect(targets!.options.map(({ sign }) => sign)).toEqual(['✕', '✓', '✓']);
});

test('every pick of a choice leads to a branch that has it, whatever the branch that is shown', async () => {
  for (const name of ['smallest', 'eks-talk-more', 'production', 'corner-cases']) {
    const { topology, trace } = await exampleModel(name);
    for (const { id } of topology.walks) {
      const asked = trace(id);
      const branches = branchesOf(asked).slice(0, 12);
      for (const [at, branch] of branches.entries())
        for (const row of choicesOf(asked, at)) {
          expect(row.options.filter(({ current }) => current).map(({ picked }) => picked)).toHaveLength(1);
          for (const option of row.options) {
            const picked = branchesOf(asked)[option.branch]!.choices.map((each) => each.picked);
            expect(picked).toContain(option.picked);
            if (option.current) expect(branch.choices.map((each) => each.picked)).toContain(option.picked);
          }
        }
    }
  }
});

import { readFileSync } from 'node:fs';
import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { createModel, views } from '../../../src/index.ts';
import { entriesOf } from '../../support/state-entries.ts';

const file = new URL('../../../../language/test/walks/policies.netk', import.meta.url);

describe('the policies of a machine', async () => {
  const { topology } = await topologyOf(readFileSync(file, 'utf8'));
  const model = createModel(topology);

  it('have one line for each rule that decides a step, and for each isolation', () => {
    const all = [...entriesOf(model)].filter(({ wanted }) => wanted.view === 'policies');
    expect(all.length).toBeGreaterThan(5);
    expect(all.filter(({ at }) => at.length !== 1).map(({ wanted }) => wanted)).toEqual([]);
    expect(new Set(all.map(({ step }) => step.policy?.verdict))).toEqual(new Set(['allow', 'deny']));
  });

  it('are none where no program is at a link', () => {
    const view = views.find(({ name }) => name === 'policies')!;
    const lines = (id: string) => view.lines(model.plan, model.network.devices.get(id)!);
    expect(lines('ten/t1')).toBeUndefined();
    expect(lines('eks/shop/web#deployment-1')).toBeUndefined();
    expect(lines('eks/e2')!.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^eni[0-9a-f]+:$/),
      "  passes: the pod's own node, e2",
      '  egress:',
      '    isolated by networkpolicy shop/default-deny, no rule matches',
      '  ingress:',
      '    networkpolicy shop/db ingress rule 1: tcp/pg from podSelector app=web',
      '    isolated by networkpolicy shop/db, networkpolicy shop/default-deny, no rule matches',
    ]);
  });
});

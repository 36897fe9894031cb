import { createModel } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { expect, test } from 'vitest';
import { template } from '../src/template.ts';

test('the template of a new file has nothing to complain about, and its walk is delivered', async () => {
  const { topology, diagnostics } = await topologyOf(template);
  expect(diagnostics).toEqual([]);
  const model = createModel(topology);
  expect(topology.walks.map(({ id }) => model.trace(id).verdict)).toEqual(['delivered']);
});

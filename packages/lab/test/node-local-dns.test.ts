import { readFileSync } from 'node:fs';
import { createModel } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { compareWithKernel, subjectOf } from '../src/index.ts';
import { cannotRun } from './here.ts';

const reason = cannotRun();
const file = new URL('../../language/test/walks/node-local-dns.netk', import.meta.url);

describe.skipIf(reason)('the kernel', () => {
  test('keeps questions to the cache of a node away from connection tracking as the walks say, rule by rule', async () => {
    const { topology } = await topologyOf(readFileSync(file, 'utf8'));
    const [first, ...others] = topology.walks.map(({ id }) => id);
    const verdicts = (
      await compareWithKernel([subjectOf(createModel(topology), [first!, ...others])], { rules: true })
    ).flat();
    for (const { trace, result } of verdicts)
      if (result.kind === 'different') expect.fail(`${trace.name}: ${JSON.stringify(result.difference)}`);
    const skipped = verdicts.filter(({ result }) => result.kind === 'skipped').map(({ trace }) => trace.name);
    // servers that ask others do not run in the laboratory
    expect(skipped.sort()).toEqual(['host-network', 'inside', 'outside']);
  });
});

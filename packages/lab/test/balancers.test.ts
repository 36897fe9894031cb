import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createModel, type Topology } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { compareWithKernel, type Subject, subjectOf, type Verdict } from '../src/index.ts';
import { cannotRun } from './here.ts';

const reason = cannotRun();
const text = readFileSync(path.join(import.meta.dirname, 'balancers.netk'), 'utf8');

function subject(topology: Topology): Subject {
  const [first, ...others] = topology.walks.map(({ id }) => id);
  return subjectOf(createModel(topology), [first!, ...others]);
}

const seen = ({ trace, result }: Verdict): string =>
  `${trace.name}: ${result.kind === 'equal' ? result.sight.client : JSON.stringify(result)}`;

describe.skipIf(reason)('balancers in the kernel', () => {
  test('pass on, answer themselves, reset and stay silent as the walks say, at each of their nodes', async () => {
    const { topology, diagnostics } = await topologyOf(text);
    expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
    const verdicts = (await compareWithKernel([subject(topology)], { rules: true })).flat();
    expect([...new Set(verdicts.map(seen))]).toEqual([
      'both: ok',
      'rule-404: http-404',
      'deaf-502: http-502',
      'nobody-503: http-503',
      'pattern: ok',
      'answered: ok',
      'slow-504: http-504',
      'late: ok',
      'cut-502: http-502',
      'mute-504: http-504',
      'gone-404: http-404',
      'broken-500: http-500',
      'direct: timeout',
      'flows: ok',
      'flows-b: ok',
      'seen: ok',
      'seen-own-zone: ok',
      'seen-by-itself: timeout',
      'seen-from-deaf: timeout',
      'no-listener: timeout',
      'reset: refused',
      'fails-open: refused',
      'classic: ok',
      'classic-late: ok',
      'classic-slow: closed',
      'classic-mute: closed',
      'classic-cut: closed',
      'classic-gone: http-404',
      'classic-closed: closed',
      'classic-lost: closed',
      'classic-lost-flow: closed',
      'classic-sick: closed',
      'classic-sick-flow: closed',
    ]);
  }, 120_000);
});

import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checksOf, compareWithKernel } from '../src/index.ts';
import { modelled, said, subjectsIn } from './files.ts';
import { cannotRun } from './here.ts';

const reason = cannotRun();
const file = path.resolve(import.meta.dirname, '../../language/test/walks/envoy.netk');

describe.skipIf(reason)('proxies that a network lends a subnet, in the kernel', () => {
  test('end connections and open others from their own addresses, as the walks say', async () => {
    const verdicts = (await compareWithKernel(subjectsIn(await modelled(file)), { rules: true })).flat();
    expect([...new Set(verdicts.map(said))].sort()).toEqual([
      'envoy-404: http-404',
      'envoy-closed: http-503',
      'envoy-far: timeout',
      'envoy-inner: ok',
      'envoy-outer: ok',
      'envoy-pod: ok',
      'envoy-redirect: http-301',
      'envoy-unchecked: http-503',
    ]);
  }, 120_000);

  test('have targets that other machines check: those whom the walks call healthy', async () => {
    const subject = checksOf(await modelled(file));
    const [verdicts = []] = await compareWithKernel([subject], { patience: 900 });
    const found = verdicts.map(({ trace, result }) => {
      const { state } = subject.checks!.get(trace)!;
      const seen = result.kind === 'equal' ? result.sight.client : JSON.stringify(result);
      return `${trace.flow.from}: ${trace.flow.to} ${state}, ${seen}`;
    });
    const all = ['inner', 'outer'].flatMap((name) =>
      ['pod-1', 'pod-2'].map((pod) => `Google's health checks of ${name}: ${pod} healthy, ok`),
    );
    expect([...new Set(found)].sort()).toEqual(all);
  }, 120_000);
});

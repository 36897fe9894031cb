import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createModel, type Network, type Trace, walkOn } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { compareWithKernel } from '../src/index.ts';
import { cannotRun } from './here.ts';
import { mutations } from './mutations.ts';

const reason = cannotRun();
const text = readFileSync(path.join(import.meta.dirname, 'mechanisms.netk'), 'utf8');
const { topology, diagnostics } = await topologyOf(text);
const { plan, network } = createModel(topology);
const ask = (on: Network): readonly Trace[] => topology.walks.map((walk) => walkOn(plan, on, walk));
/** What a trace says, without what is the same in all. */
const fate = (trace: Trace): string =>
  JSON.stringify(
    trace.routes.map(({ verdict, cause, client, forward, reply }) => [
      verdict,
      cause,
      client,
      forward.length,
      reply.length,
    ]),
  );
const before = ask(network);

test('the file of mechanisms has no errors, and its walks are answered', () => {
  expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
  expect(before.filter(({ verdict }) => verdict === 'undetermined')).toEqual([]);
});

describe('without one mechanism', () => {
  test.each(mutations)('$name: the walk of some packet ends otherwise, or goes another way', ({ apply }) => {
    const after = ask(apply(network));
    expect(after.map(fate)).not.toEqual(before.map(fate));
  });

  test.skipIf(reason)(
    'the kernel applies the rules that the walk says, to datagrams as well',
    async () => {
      const [verdicts = []] = await compareWithKernel([{ network, traces: before }], { rules: true });
      const compared = verdicts.flatMap(({ trace, result }) => {
        if (result.kind === 'different') expect.fail(`${trace.name}: ${JSON.stringify(result.difference)}`);
        return result.kind === 'equal' && (result.rules ?? 0) > 0 ? [trace.flow.protocol] : [];
      });
      expect(compared.filter((protocol) => protocol === 'udp').length).toBeGreaterThan(3);
      expect(compared.filter((protocol) => protocol === 'tcp').length).toBeGreaterThan(12);
    },
    120_000,
  );

  test.skipIf(reason)(
    'the kernel does what the walk predicts, to the place of death',
    async () => {
      const subjects = [network, ...mutations.map(({ apply }) => apply(network))].map((each) => ({
        network: each,
        traces: ask(each),
      }));
      const verdicts = await compareWithKernel(subjects, { parallel: 1, patience: 300 });
      const wrong = verdicts.flatMap((all, index) =>
        all.flatMap(({ trace, result }) => {
          if (result.kind === 'equal') return [];
          const name = mutations[index - 1]?.name ?? 'nothing taken out';
          if (result.kind === 'skipped') return [`${name}: ${trace.name}: skipped: ${result.reason}`];
          const { where, at, simulated, observed } = result.difference;
          return [`${name}: ${trace.name}, ${where} ${at}\n  simulated ${simulated}\n  observed  ${observed}`];
        }),
      );
      expect(wrong.join('\n')).toBe('');
    },
    300_000,
  );
});

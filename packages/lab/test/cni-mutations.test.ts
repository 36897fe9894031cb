import { readFileSync } from 'node:fs';
import { createModel, hasOwnNetwork, type Network, type Trace, walkOn } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { compareWithKernel } from '../src/index.ts';
import { byFile } from './cni-mutations.ts';
import { cannotRun, here } from './here.ts';

const reason = cannotRun();

/** How a walk ends, and by which machines. */
const fate = ({ routes }: Trace): string =>
  JSON.stringify(
    routes.map(({ verdict, cause, client, forward, reply }) => [
      ...[verdict, cause, client, forward.length, reply.length],
      forward.at(-1)?.steps.at(-1)?.after?.src,
      // which rules a packet met is what an emptied map changes where the end is the same
      forward.map(({ steps }) => steps.length),
    ]),
  );

describe.each(Object.entries(byFile))('%s.netk without one mechanism', async (name, mutations) => {
  const { topology } = await topologyOf(readFileSync(new URL(`${name}.netk`, import.meta.url), 'utf8'));
  const { plan, network } = createModel(topology);
  const walks = topology.walks.filter((walk) => !hasOwnNetwork(walk));
  const ask = (on: Network): readonly Trace[] => walks.map((walk) => walkOn(plan, on, walk));
  const before = ask(network).map(fate);
  /** The walks that it changes, and the network that is left. */
  const changed = mutations.map(({ apply }) => {
    const left = apply(network);
    return { network: left, traces: ask(left).filter((trace, at) => fate(trace) !== before[at]) };
  });

  test.each(mutations.map(({ name: taken }, at) => ({ taken, at })))('$taken: some walk ends otherwise', ({ at }) => {
    expect(changed[at]!.traces.length).toBeGreaterThan(0);
  });

  test.skipIf(reason)(
    'does what this kernel does',
    async () => {
      // a few for each are enough: the first that differ
      const subjects = changed.map(({ network: left, traces }) => ({ network: left, traces: traces.slice(0, 4) }));
      const verdicts = await compareWithKernel(subjects, { kernel: here, patience: 300 });
      const wrong = verdicts.flatMap((all, at) =>
        all.flatMap(({ trace, result }) =>
          result.kind === 'equal'
            ? []
            : [
                `${mutations[at]!.name}: ${trace.name}: ${JSON.stringify('difference' in result ? result.difference : result)}`,
              ],
        ),
      );
      expect(wrong.join('\n')).toBe('');
    },
    120_000,
  );
});

import { readFileSync } from 'node:fs';
import { createModel, hasOwnNetwork, type Network, type Trace, walkOn } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { compareWithKernel } from '../src/index.ts';
import { cannotRun, here } from './here.ts';
import { devices, jumps, type Mutation, without } from './mutations.ts';

const reason = cannotRun();
const modelOf = async (file: string) => {
  const { topology } = await topologyOf(readFileSync(new URL(file, import.meta.url), 'utf8'));
  const { plan, network } = createModel(topology);
  const walks = topology.walks.filter((walk) => !hasOwnNetwork(walk));
  return { network, ask: (on: Network): readonly Trace[] => walks.map((walk) => walkOn(plan, on, walk)) };
};

/** How packets end, and what of them arrives there. */
const ends = (traces: readonly Trace[]): string =>
  JSON.stringify(
    traces.map(({ routes }) =>
      routes.map(({ verdict, cause, client, forward, reply }) => [
        verdict,
        cause,
        client,
        forward.length,
        reply.length,
      ]),
    ),
  );

const martians = 'no route_localnet';
/** Its sender's call fails with EINVAL, for which a trace has no word: it says timeout, as of TCP. */
const isOwnDatagram = ({ flow }: Trace): boolean => flow.protocol === 'udp' && flow.from === 'n1';

const ofPorts: readonly Mutation[] = [
  { name: 'no masquerade', apply: without('nat POSTROUTING', jumps('CNI-HOSTPORT-MASQ')) },
  { name: 'no mark', apply: without('nat CNI-HOSTPORT-SETMARK', () => true) },
  { name: 'nothing of the node itself', apply: without('nat OUTPUT', jumps('CNI-HOSTPORT-DNAT')) },
  { name: 'nothing from outside', apply: without('nat PREROUTING', jumps('CNI-HOSTPORT-DNAT')) },
  {
    name: 'no address of the node asked for',
    apply: without(/^nat CNI-DN-/, ({ matches }) => matches.some(({ kind }) => kind === 'dst')),
  },
  {
    name: martians,
    apply: devices('node', ({ interfaces }) => ({
      interfaces: interfaces.map(({ routeLocalnet: _, ...each }) => each),
    })),
  },
];

/** kube-proxy accepts known connections as well. */
const spare = 'no answers';

const ofFirewall: readonly Mutation[] = [
  { name: 'no jump', apply: without('filter FORWARD', jumps('CNI-FORWARD')) },
  {
    name: spare,
    apply: without('filter CNI-FORWARD', ({ matches }) => matches.some(({ kind }) => kind === 'ctstate')),
  },
  {
    name: 'nothing of pods',
    apply: without('filter CNI-FORWARD', ({ matches }) => matches.some(({ kind }) => kind === 'src')),
  },
];

describe.each([
  ['hostports.netk', ofPorts],
  ['firewall.netk', ofFirewall],
] as const)('%s without one mechanism', async (file, mutations) => {
  const { network, ask } = await modelOf(file);
  const changed = mutations.map(({ apply, name }) => {
    const on = apply(network);
    return { name, network: on, traces: ask(on) };
  });

  test('some packet ends otherwise', () => {
    const before = ends(ask(network));
    for (const { name, traces } of changed) if (name !== spare) expect(ends(traces), name).not.toBe(before);
  });

  test.skipIf(reason)('the kernel agrees about each packet', { timeout: 120_000 }, async () => {
    const subjects = changed.map(({ name, traces, ...each }) => ({
      ...each,
      traces: traces.filter((trace) => name !== martians || !isOwnDatagram(trace)),
    }));
    const verdicts = await compareWithKernel(subjects, { kernel: here });
    expect(verdicts).toHaveLength(mutations.length);
    for (const [at, all] of verdicts.entries())
      for (const { trace, result } of all)
        expect
          .soft(result.kind === 'different' ? result.difference : result.kind, `${mutations[at]!.name}: ${trace.name}`)
          .toBe('equal');
  });
});

import { readFileSync } from 'node:fs';
import { createModel, type Device, hasOwnNetwork, type Network, type Trace, walkOn } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { compareWithKernel, planLab, runLabs, subjectOf } from '../src/index.ts';
import { another } from './here.ts';
import { subjectsOf } from './subjects.ts';

const { kernel, reason } = another({ much: true });
const text = readFileSync(new URL('ipvs.netk', import.meta.url), 'utf8');
const { topology } = await topologyOf(text);
const model = createModel(topology);
const plain = topology.walks.filter((walk) => !hasOwnNetwork(walk));

const nodes = (change: (device: Device) => Partial<Device>): Network => ({
  ...model.network,
  devices: new Map(
    [...model.network.devices].map(([id, device]) => [
      id,
      device.kind === 'node' ? { ...device, ...change(device) } : device,
    ]),
  ),
});

const emptied = (...names: string[]): Network =>
  nodes(({ ipsets = [] }) => ({
    ipsets: ipsets.map((set) => (names.includes(set.name) ? { ...set, elements: [] } : set)),
  }));

/** One mechanism taken out. */
const mutations: Readonly<Record<string, () => Network>> = {
  'nobody is in KUBE-LOOP-BACK': () => emptied('KUBE-LOOP-BACK'),
  'nothing is in KUBE-CLUSTER-IP': () => emptied('KUBE-CLUSTER-IP'),
  'nothing is in the sets of node ports': () => emptied('KUBE-NODE-PORT-TCP', 'KUBE-NODE-PORT-LOCAL-TCP'),
  'nothing is in KUBE-IPVS-IPS': () => emptied('KUBE-IPVS-IPS'),
  'no virtual server': () => nodes(() => ({ ipvs: { virtual: new Map() } })),
  'virtual servers without servers': () =>
    nodes(({ ipvs }) => ({
      ipvs: { virtual: new Map([...ipvs!.virtual].map(([key, each]) => [key, { ...each, servers: [] }])) },
    })),
  'no address on kube-ipvs0': () =>
    nodes(({ interfaces, tables }) => ({
      interfaces: interfaces.map((each) => (each.name === 'kube-ipvs0' ? { ...each, addresses: [] } : each)),
      tables: new Map(
        [...tables].map(([name, all]) => [name, all.filter(({ dev }) => name !== 'local' || dev !== 'kube-ipvs0')]),
      ),
    })),
};
/** The walks that tell them apart. */
const telling = ['hairpin', 'node-near', 'np', 'np-near', 'badport', 'inside', 'none'];
const ask = (network: Network): readonly Trace[] =>
  plain.filter(({ name }) => telling.includes(name ?? '')).map((walk) => walkOn(model.plan, network, walk));
const fate = ({ routes }: Trace): string =>
  JSON.stringify(
    routes.map(({ verdict, cause, client, forward, reply }) => [
      verdict,
      cause,
      client,
      // where a packet ends, and with which source
      forward.at(-1)?.steps.at(-1)?.after?.src,
      forward.length,
      reply.length,
    ]),
  );

/** The cluster of eks-talk, and pods on a secondary interface: what they send to a Service is routed by its source in the end. */
const inIpvs = (talk: string): string => `${talk.replace('kube-proxy iptables', 'kube-proxy ipvs')}
walk second from pod61 to app1:80
walk second-outside from pod61 to legacy:443
`;

describe('kube-proxy in IPVS mode', () => {
  test('holds what its walks expect', () => {
    expect(model.findings.filter(({ code }) => code === 'NK120' || code === 'NK121')).toEqual([]);
  });
  test.each(Object.entries(mutations))('%s: some packet ends otherwise', (_, network) => {
    expect(ask(network()).map(fate)).not.toEqual(ask(model.network).map(fate));
  });

  test.skipIf(reason)(
    'is what a kernel with IPVS does, rule by rule',
    async () => {
      if (!kernel) return;
      const alone = topology.walks.filter(hasOwnNetwork).map(({ id }) => [id]);
      const subjects = [plain.map(({ id }) => id), ...alone].flatMap(([first, ...others]) =>
        first === undefined ? [] : [subjectOf(model, [first, ...others])],
      );
      const example = subjectsOf(await exampleModel('bridge'), 'bridge').filter(({ traces }) =>
        traces.some(({ name }) => name === 'W12'),
      );
      const own = await exampleModel('eks-talk', inIpvs);
      const second = subjectsOf(own, 'eks-talk');
      const verdicts = (await compareWithKernel([...subjects, ...example, ...second], { kernel, rules: true })).flat();
      for (const { trace, result } of verdicts)
        if (result.kind !== 'equal') expect.soft(result, trace.name ?? '').toBeUndefined();
      expect(verdicts).toHaveLength(topology.walks.length + 1 + own.topology.walks.length);
    },
    300_000,
  );

  test.skipIf(reason)(
    'without one mechanism the kernel does what the walk then says',
    async () => {
      if (!kernel) return;
      const subjects = Object.values(mutations).map((make) => {
        const network = make();
        return { network, traces: ask(network) };
      });
      const verdicts = await compareWithKernel(subjects, { kernel });
      Object.keys(mutations).forEach((name, at) => {
        for (const { trace, result } of verdicts[at]!)
          if (result.kind !== 'equal')
            expect
              .soft(result.kind === 'different' ? result.difference : result.reason, `${name}: ${trace.name}`)
              .toBeUndefined();
        expect(verdicts[at]).toHaveLength(telling.length);
      });
    },
    300_000,
  );

  test.skipIf(reason)(
    'each server is as likely: some schedulers take them in turn, others have one for each client and both for many, and so has affinity',
    async () => {
      if (!kernel) return;
      const of = (scheduler: string) =>
        topologyOf(text.replace('kube-proxy ipvs {', `kube-proxy ipvs { scheduler ${scheduler};`));
      const schedulers = ['rr', 'wrr', 'lc', 'wlc', 'sh', 'mh'] as const;
      const byHash = ['sh', 'mh'] as const;
      const asked = [
        ...schedulers.map((scheduler) => ({ scheduler, walk: 'svc', called: scheduler })),
        { scheduler: 'rr', walk: 'sticky', called: 'sticky' },
        ...byHash.map((scheduler) => ({ scheduler, walk: 'svc', called: `${scheduler} of many`, clients: 240 })),
      ];
      const plans = await Promise.all(
        asked.map(async ({ scheduler, walk: name, called, clients }) => {
          const own = createModel((await of(scheduler)).topology);
          const walk = own.topology.walks.find((each) => each.name === name)!;
          const { routes } = own.trace(walk.id);
          expect(routes.map(({ probability }) => probability)).toEqual([0.5, 0.5]);
          const plan = planLab(own.network, [], {});
          const spaceOf = (id: string): string => plan.namespaces.find(({ device }) => device === id)!.name;
          const { dst, dport } = routes[0]!.forward[0]!.steps[0]!.after!;
          // the block of the client's node has room for them
          const sources = Array.from({ length: clients ?? 0 }, (_, at) => `10.244.1.${at + 10}`);
          const many = clients === undefined ? { count: 100 } : { count: clients, sources };
          const burst = { namespace: spaceOf(routes[0]!.forward[0]!.id), dst, dport: dport!, ...many };
          const ends = routes.map(({ forward }) => spaceOf(forward.at(-1)!.id));
          return { called, ends, plan: { ...plan, bursts: [burst] } };
        }),
      );
      const seen = await runLabs(
        plans.map(({ plan }) => plan),
        kernel,
      );
      const counts = Object.fromEntries(
        plans.map(({ called, ends }, at) => [
          called,
          ends.map((end) => seen[at]!.bursts[0]![end] ?? 0).sort((a, b) => a - b),
        ]),
      );
      const inTurn = [50, 50];
      const one = [0, 100];
      expect(counts).toMatchObject({ rr: inTurn, wrr: inTurn, lc: inTurn, wlc: inTurn, sh: one, mh: one, sticky: one });
      for (const scheduler of byHash) {
        const [few, most] = counts[`${scheduler} of many`]!;
        expect(few! + most!).toBe(240);
        const statistic = ((few! - 120) ** 2 + (most! - 120) ** 2) / 120;
        console.log(`${scheduler}: ${few} and ${most} of 240 clients; chi-squared ${statistic.toFixed(2)}`);
        // with one degree of freedom, by chance alone once in a million
        expect(statistic).toBeLessThan(23.9);
      }
    },
    300_000,
  );
});

import { readFileSync } from 'node:fs';
import { createModel, type Device, type Ebpf, type Network, type TcAction, type Trace, walkOn } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { compareWithKernel, planLab, runLabs, subjectOf } from '../src/index.ts';
import { another } from './here.ts';
import { subjectsOf } from './subjects.ts';

const { kernel, reason } = another({ much: true });
const text = readFileSync(new URL('cilium.netk', import.meta.url), 'utf8');
const written = 'cni cilium 1.18 { kubeProxyReplacement true }';
const native = 'routingMode native; ipv4NativeRoutingCIDR 10.244.0.0/16';
const dsr = 'loadBalancer.mode dsr';
const replaces = 'kubeProxyReplacement true';

/** Every way in which programs do the work, with the walks that nobody answers. */
const ways: Readonly<Record<string, { readonly cni: string; readonly open?: readonly string[] }>> = {
  'VXLAN, and iptables that masquerades': { cni: replaces },
  'VXLAN, and programs that forward and masquerade': { cni: `${replaces}; bpf.masquerade true` },
  Geneve: { cni: `${replaces}; tunnelProtocol geneve` },
  'native routing through netfilter': { cni: `${replaces}; ${native}` },
  'native routing past netfilter': { cni: `${replaces}; ${native}; bpf.masquerade true` },
  'no masquerading': { cni: `${replaces}; ${native}; enableIPv4Masquerade false` },
  'direct answers, told by an option': { cni: `${replaces}; ${native}; bpf.masquerade true; ${dsr}` },
  'direct answers of TCP alone': { cni: `${replaces}; ${native}; loadBalancer.mode hybrid` },
  'direct answers, told in a tunnel': {
    cni: `${replaces}; tunnelProtocol geneve; ${dsr}; loadBalancer.dsrDispatch geneve`,
    open: ['desk-host'],
  },
  'direct answers, told in a tunnel that carries nothing else': {
    cni: `${replaces}; ${native}; tunnelProtocol geneve; ${dsr}; loadBalancer.dsrDispatch geneve`,
    open: ['desk-host'],
  },
  'kube-proxy, and cluster IPs of pods': { cni: native },
  'nothing is refused': { cni: `${native}; serviceNoBackendResponse drop` },
};

const modelOf = async (cni: string) => {
  const { topology } = await topologyOf(text.replace(written, `cni cilium 1.18 { ${cni} }`));
  return createModel(topology);
};
const base = await modelOf(`${replaces}; ${native}; bpf.masquerade true; ${dsr}`);
const tunnelled = await modelOf(replaces);

const nodes = (network: Network, change: (ebpf: Ebpf, device: Device) => Partial<Ebpf>): Network => ({
  ...network,
  devices: new Map(
    [...network.devices].map(([id, device]) => {
      const { ebpf } = device;
      return [id, ebpf ? { ...device, ebpf: { ...ebpf, ...change(ebpf, device) } } : device];
    }),
  ),
});

/** Every program without one kind of action. */
const without = (network: Network, kind: TcAction['kind']): Network =>
  nodes(network, ({ tc }) => ({
    tc: new Map(
      [...tc].map(([name, programs]) => [
        name,
        Object.fromEntries(
          Object.entries(programs).map(([way, { does, ...rest }]) => [
            way,
            { ...rest, does: does.filter((each: TcAction) => each.kind !== kind) },
          ]),
        ),
      ]),
    ),
  }));

/** One mechanism taken out. */
const mutations: Readonly<Record<string, () => { readonly of: typeof base; readonly network: Network }>> = {
  'no program at sockets': () => ({
    of: base,
    network: nodes(base.network, ({ connect: _, ...rest }) => ({ ...rest, connect: undefined }) as Partial<Ebpf>),
  }),
  'no backend behind any Service': () => ({
    of: base,
    network: nodes(base.network, ({ services }) => ({
      services: {
        ...services,
        frontends: new Map([...services.frontends].map(([key, each]) => [key, { ...each, inside: [] }])),
      },
    })),
  }),
  'nobody answers what was asked elsewhere': () => ({ of: base, network: without(base.network, 'asked') }),
  'answers stay as they are': () => ({ of: base, network: without(base.network, 'reverse') }),
  'nothing is masqueraded': () => ({ of: base, network: without(base.network, 'masquerade') }),
  'no redirect to pods': () => ({ of: base, network: without(base.network, 'endpoint') }),
  'no redirect by routes': () => ({ of: base, network: without(base.network, 'route') }),
  'no tunnel': () => ({ of: tunnelled, network: without(tunnelled.network, 'tunnel') }),
};
/** The walks that tell them apart. */
const telling = ['pod-far', 'desk-far', 'desk-near', 'pod-desk', 'node-service', 'pod-pod', 'pod-near'];
const ask = ({ plan, topology }: typeof base, network: Network): readonly Trace[] =>
  topology.walks.filter(({ name }) => telling.includes(name ?? '')).map((walk) => walkOn(plan, network, walk));
const fate = ({ routes }: Trace): string =>
  JSON.stringify(
    routes.map(({ verdict, cause, client, forward, reply }) => [
      verdict,
      cause,
      client,
      forward.at(-1)?.steps.at(-1)?.after?.src,
      forward.length,
      reply.length,
    ]),
  );

describe('Cilium', () => {
  test.each(Object.entries(mutations))('%s: some packet ends otherwise', (_, make) => {
    const { of, network } = make();
    expect(ask(of, network).map(fate)).not.toEqual(ask(of, of.network).map(fate));
  });

  test.skipIf(reason)(
    'is what programs at the same hooks of a kernel do, in every way of its configuration',
    async () => {
      if (!kernel) return;
      const models = await Promise.all(Object.values(ways).map(({ cni }) => modelOf(cni)));
      const subjects = models.map((model) => {
        const [first, ...others] = model.topology.walks.map(({ id }) => id);
        return subjectOf(model, [first!, ...others]);
      });
      const verdicts = await compareWithKernel(subjects, { kernel, rules: true });
      Object.entries(ways).forEach(([name, { open = [] }], at) => {
        expect(verdicts[at]).toHaveLength(models[at]!.topology.walks.length);
        for (const { trace, result } of verdicts[at]!)
          if (result.kind !== 'equal' && !(result.kind === 'skipped' && open.includes(trace.name ?? '')))
            expect
              .soft(result.kind === 'different' ? result.difference : result.reason, `${name}: ${trace.name}`)
              .toBeUndefined();
      });
    },
    600_000,
  );

  test.skipIf(reason)(
    'W51 and W52 are what a kernel does, rule by rule',
    async () => {
      if (!kernel) return;
      const subjects = subjectsOf(await exampleModel('corner-cases'), 'corner-cases').filter(({ traces }) =>
        traces.some(({ name }) => name?.startsWith('W51') || name?.startsWith('W52')),
      );
      const verdicts = (await compareWithKernel(subjects, { kernel, rules: true }))
        .flat()
        .filter(({ trace: { name } }) => name?.startsWith('W51') || name?.startsWith('W52'));
      for (const { trace, result } of verdicts)
        if (result.kind !== 'equal') expect.soft(result, trace.name ?? '').toBeUndefined();
      expect(verdicts).toHaveLength(8);
    },
    300_000,
  );

  test.skipIf(reason)(
    'without one mechanism the kernel does what the walk then says',
    async () => {
      if (!kernel) return;
      const made = Object.entries(mutations).map(([name, make]) => ({ name, ...make() }));
      const verdicts = await compareWithKernel(
        made.map(({ of, network }) => ({ network, traces: ask(of, network) })),
        { kernel },
      );
      made.forEach(({ name }, at) => {
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
    'spreads connections of a socket as the walk says',
    async () => {
      if (!kernel) return;
      const walk = tunnelled.topology.walks.find(({ name }) => name === 'pod-service')!;
      const { routes, others = [] } = tunnelled.trace(walk.id);
      expect([...routes, ...others].map(({ fraction }) => fraction)).toEqual(['1/2', '1/2']);
      const plan = planLab(tunnelled.network, []);
      const client = plan.namespaces.find(({ device }) => device === 'tunnel/default/a')!.name;
      const count = 400;
      const [seen] = await runLabs(
        [{ ...plan, bursts: [{ namespace: client, dst: '10.96.0.50', dport: 80, count }] }],
        kernel,
      );
      const counts = Object.values(seen!.bursts[0]!);
      // chi-squared with one degree of freedom: 10.8 is passed once in a thousand times
      const half = count / 2;
      expect(counts).toHaveLength(2);
      expect(counts.reduce((sum, each) => sum + (each - half) ** 2 / half, 0)).toBeLessThan(10.8);
    },
    300_000,
  );
});

import { describe, expect, it } from 'vitest';
import { proxies } from '../../../src/compilers/proxies/index.ts';
import { createModel } from '../../../src/model.ts';
import type { Branch, Trace } from '../../../src/trace/trace.ts';
import { buildPlain, type PlainShape } from '../../support/plain-clusters.ts';

const base: PlainShape = {
  nodes: [
    { subnet: 0, pods: ['client', 'app'], drops: false },
    { subnet: 1, pods: ['app', 'deaf'], drops: false },
  ],
  cni: { id: 'flannel', settings: [] },
  proxy: 'iptables',
  kubernetes: '1.37',
  masqueradeAll: false,
  localhostNodePorts: true,
  nodePortAddresses: undefined,
  detectsByName: false,
  routed: false,
  spared: undefined,
  type: 'NodePort',
  externalIp: false,
  sourceRanges: undefined,
  external: 'Cluster',
  internal: 'Cluster',
  affinity: false,
};
const app = { subnet: 1, pods: ['app', 'app'], drops: false } as const;
const clientAlone = { subnet: 0, pods: ['client'], drops: false } as const;

/** The same Services and backends, asked in every mode. */
const scenarios: Readonly<Record<string, Partial<PlainShape>>> = {
  'node ports': {},
  'external policy Local': { external: 'Local' },
  'external policy Local, no endpoint on the first node': { external: 'Local', nodes: [clientAlone, app] },
  'internal policy Local': { internal: 'Local' },
  'internal policy Local, no endpoint on the first node': { internal: 'Local', nodes: [clientAlone, app] },
  'both policies Local': { external: 'Local', internal: 'Local' },
  'session affinity': { affinity: true },
  'session affinity and Local': { affinity: true, external: 'Local' },
  'a balancer with an address': { type: 'LoadBalancer' },
  'a balancer for the network of the nodes alone': { type: 'LoadBalancer', sourceRanges: '10.0.0.0/16' },
  'a balancer for pods alone': { type: 'LoadBalancer', sourceRanges: '10.244.0.0/16', external: 'Local' },
  'external addresses': { type: 'ClusterIP', externalIp: true },
  'external addresses and Local': { externalIp: true, external: 'Local' },
  masqueradeAll: { masqueradeAll: true },
  'a detector by the name of an interface': { detectsByName: true },
  'node ports on primary addresses': { nodePortAddresses: 'primary' },
  'node ports on the addresses of one subnet': { nodePortAddresses: '10.0.0.0/24' },
  'no node ports of loopback addresses': { localhostNodePorts: false },
  'no endpoint': { nodes: [clientAlone, clientAlone] },
  'endpoints that end': { nodes: [clientAlone, { ...app, pods: ['ending', 'ending'] }] },
  'endpoints that end beside a ready one': { nodes: [clientAlone, { ...app, pods: ['ending', 'app'] }] },
  'endpoints that end, and Local': {
    external: 'Local',
    nodes: [
      { ...clientAlone, pods: ['client', 'ending'] },
      { ...app, pods: ['app'] },
    ],
  },
  'endpoints in the network of the node': { nodes: [{ ...clientAlone, pods: ['client', 'host'] }, app] },
  'pods that are not ready': { nodes: [clientAlone, { ...app, pods: ['unready', 'app'] }] },
  headless: { type: 'headless' },
};

/** What is allowed to differ from iptables mode: in which mode, for which question, and why. Everything else is a failure. */
const mayDiffer: readonly {
  readonly modes: readonly string[];
  readonly walk: RegExp;
  /** Only of these clusters; undefined: of all. */
  readonly of?: (shape: PlainShape) => boolean;
  readonly why: string;
}[] = [
  {
    modes: ['nftables', 'ipvs'],
    walk: / to itself$/,
    why: 'node ports never answer on loopback addresses (B0.3)',
  },
  {
    modes: ['nftables'],
    walk: / to second address$/,
    why: 'node ports answer on primary addresses alone, unless addresses are written (B0.3)',
  },
  {
    modes: ['ipvs'],
    walk: / pings app$/,
    why: 'kube-ipvs0 has the address, and answers (W50)',
  },
  {
    modes: ['nftables'],
    walk: / (to port|pings app)$/,
    why: 'what a cluster IP has no port for is refused; in iptables mode nobody knows the address (W49)',
  },
  {
    modes: ['ipvs'],
    walk: / (to|asks) (node|n\d|second address|balancer|external IP)$/,
    of: ({ external }) => external === 'Local',
    why: 'a virtual server has the endpoints of its node, whoever asks, and all where the node has none (pkg/proxy/ipvs, syncEndpoint)',
  },
  {
    modes: ['ipvs'],
    walk: / (to|asks) app$/,
    of: ({ internal }) => internal === 'Local',
    why: 'a virtual server without servers refuses, where a rule drops (net/netfilter/ipvs, ip_vs_leave)',
  },
  {
    modes: ['ipvs'],
    walk: /^c\/n0 asks node$/,
    of: ({ nodes }) => !nodes.some(({ pods }) => pods.some((kind) => kind === 'app')),
    why: 'a virtual server without servers drops what the node itself sends: the call fails with EPERM',
  },
  {
    modes: ['ipvs'],
    walk: / to port$/,
    why: 'a port that a cluster IP has not is refused: KUBE-IPVS-FILTER (W49)',
  },
  {
    modes: ['nftables'],
    walk: / to no Service$/,
    why: 'cluster IPs that no Service has are dropped (B0.3)',
  },
];

const seen = (route: Branch): string => {
  const last = route.forward.at(-1);
  const packet = last?.steps.at(-1)?.after;
  const where = route.verdict === 'delivered' ? ` at ${last?.device} from ${packet?.src}` : '';
  return `${route.verdict}${where}, the client: ${route.client}`;
};

/** Backends with probabilities, what the client gets, and whom the pod sees. */
function outcome({ routes }: Trace): readonly string[] {
  const sums = new Map<string, number>();
  for (const route of routes) sums.set(seen(route), (sums.get(seen(route)) ?? 0) + route.probability);
  return [...sums].map(([words, sum]) => `${sum.toFixed(6)} ${words}`).sort();
}

function outcomes(shape: PlainShape): ReadonlyMap<string, readonly string[]> {
  const model = createModel(buildPlain(shape));
  return new Map(model.topology.walks.map(({ id, name = '' }) => [name, outcome(model.trace(id))]));
}

const used = new Set<string>();

describe.each(Object.entries(scenarios))('%s', (_, change) => {
  const shape = { ...base, ...change };
  const expected = outcomes(shape);
  it('is answered with iptables, whatever is asked', () => {
    expect([...expected.values()].flat().filter((each) => each.includes('undetermined'))).toEqual([]);
  });
  it.each(Object.keys(proxies).filter((mode) => mode !== base.proxy))('is in %s mode as with iptables', (proxy) => {
    const different = [...outcomes({ ...shape, proxy })].flatMap(([name, found]) => {
      const before = expected.get(name)!;
      if (found.join() === before.join()) return [];
      const allowed = mayDiffer.find(
        ({ modes, walk, of }) => modes.includes(proxy) && walk.test(name) && of?.(shape) !== false,
      );
      if (allowed) used.add(`${proxy}: ${allowed.why}`);
      return allowed ? [] : [`${name}:\n  iptables ${before.join('; ')}\n  ${proxy} ${found.join('; ')}`];
    });
    expect(different.join('\n')).toBe('');
  });
});

it('nothing is allowed to differ that does not', () => {
  const listed = mayDiffer.flatMap(({ modes, why }) =>
    modes.filter((mode) => Object.hasOwn(proxies, mode)).map((mode) => `${mode}: ${why}`),
  );
  expect(listed.filter((each) => !used.has(each))).toEqual([]);
});

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
  {
    modes: ['ebpf'],
    walk: / to (none|node for none)$/,
    why: 'a call to a Service without a backend fails at once, with EHOSTUNREACH (bpf/bpf_sock.c, cil_sock4_connect)',
  },
  {
    modes: ['ebpf'],
    walk: /^c\/.* (to|asks) (app|node|n\d|second address|itself)$/,
    of: ({ nodes }) => !nodes.some(({ pods }) => pods.some((kind) => kind !== 'client')),
    why: 'a call to a Service without an endpoint fails with EHOSTUNREACH too (bpf/bpf_sock.c)',
  },
  {
    modes: ['ebpf'],
    walk: /^c\/.* (to|asks) (app|node|n\d|second address|itself|balancer)$/,
    of: ({ internal }) => internal === 'Local',
    why: "the cluster's own programs follow the internal policy at every address of a Service (pkg/loadbalancer, scopes)",
  },
  {
    modes: ['ebpf'],
    walk: /^c\/.* (to|asks) (node|n\d)$/,
    of: ({ external }) => external === 'Local',
    why: 'a node port is translated where it is dialled, and not on the node that is named (bpf/bpf_sock.c, sock4_wildcard_lookup)',
  },
  {
    modes: ['ebpf'],
    walk: /^h\/db (to|asks) node$/,
    of: ({ external }) => external === 'Local',
    why: 'a node without an endpoint refuses (serviceNoBackendResponse), where a rule drops',
  },
  {
    modes: ['ebpf'],
    walk: / (to|asks) (n\d|second address|itself)$/,
    of: ({ nodePortAddresses }) => nodePortAddresses !== undefined,
    why: "nodePortAddresses is kube-proxy's, and Cilium has its own nodePort.addresses",
  },
  {
    modes: ['ebpf'],
    walk: / to itself$/,
    of: ({ localhostNodePorts }) => !localhostNodePorts,
    why: "localhostNodePorts is kube-proxy's: a program of the node is translated at 127.0.0.1 too",
  },
  {
    modes: ['ebpf'],
    walk: /^c\/.* to external IP$/,
    why: 'external addresses are not translated for the cluster itself (bpf/bpf_sock.c, sock4_skip_xlate; CVE-2020-8554)',
  },
  {
    modes: ['ebpf'],
    walk: /^c\/.* to balancer$/,
    of: ({ sourceRanges }) => sourceRanges !== undefined,
    why: 'source ranges are asked for packets alone, and at a socket there is none (bpf/lib/nodeport.h)',
  },
  {
    modes: ['ebpf'],
    walk: / to no pod$/,
    why: 'a program drops what is for no pod, and no neighbour is asked (bpf/bpf_overlay.c, bpf_host.c)',
  },
];

/** Whom the pod sees is left out where a program's socket is translated, and nothing on the way. */
const seen = (route: Branch, withSource: boolean): string => {
  const last = route.forward.at(-1);
  const packet = last?.steps.at(-1)?.after;
  const where = route.verdict === 'delivered' ? ` at ${last?.device}${withSource ? ` from ${packet?.src}` : ''}` : '';
  return `${route.verdict}${where}, the client: ${route.client}`;
};

/** Backends with probabilities, what the client gets, and whom the pod sees. */
function outcome({ routes }: Trace, withSource: boolean): readonly string[] {
  const sums = new Map<string, number>();
  for (const route of routes) {
    const words = seen(route, withSource);
    sums.set(words, (sums.get(words) ?? 0) + route.probability);
  }
  return [...sums].map(([words, sum]) => `${sum.toFixed(6)} ${words}`).sort();
}

function outcomes(shape: PlainShape, withSource = true): ReadonlyMap<string, readonly string[]> {
  const model = createModel(buildPlain(shape));
  return new Map(model.topology.walks.map(({ id, name = '' }) => [name, outcome(model.trace(id), withSource)]));
}

/** Who replaces kube-proxy is a CNI. */
const inMode = (shape: PlainShape, proxy: string): PlainShape =>
  proxy === 'ebpf'
    ? {
        ...shape,
        proxy,
        cni: { id: 'cilium', settings: [{ key: 'kubeProxyReplacement', value: 'true', block: [] }] },
      }
    : { ...shape, proxy };

const used = new Set<string>();

describe.each(Object.entries(scenarios))('%s', (_, change) => {
  const shape = { ...base, ...change };
  const expected = outcomes(shape);
  const bare = outcomes(shape, false);
  it('is answered with iptables, whatever is asked', () => {
    expect([...expected.values()].flat().filter((each) => each.includes('undetermined'))).toEqual([]);
  });
  it.each(Object.keys(proxies).filter((mode) => mode !== base.proxy))('is in %s mode as with iptables', (proxy) => {
    const isBare = proxy === 'ebpf';
    const different = [...outcomes(inMode(shape, proxy), !isBare)].flatMap(([name, found]) => {
      const before = (isBare ? bare : expected).get(name)!;
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

describe('whom a pod sees in ebpf mode', () => {
  const inside = ['10.244.0.', '10.244.1.'];
  it.each(Object.entries(scenarios))('%s: the client itself, or the node that a packet came in by', (_, change) => {
    const shape = inMode({ ...base, ...change }, 'ebpf');
    const model = createModel(buildPlain(shape));
    for (const { id, name = '' } of model.topology.walks)
      for (const { verdict, forward } of model.trace(id).routes) {
        const sent = forward[0]!.steps.find(({ after }) => after)?.after?.src;
        const last = forward.at(-1)!;
        const got = last.steps.at(-1)?.after?.src;
        if (verdict !== 'delivered' || last.kind !== 'pod' || got === sent) continue;
        // only what comes from outside, and goes on to another node, is translated
        expect(forward[0]!.kind, name).toBe('host');
        expect(forward.filter(({ kind }) => kind === 'node').length, name).toBe(2);
        expect(
          inside.some((block) => got === `${block}1`),
          name,
        ).toBe(true);
      }
  });
});

it('nothing is allowed to differ that does not', () => {
  const listed = mayDiffer.flatMap(({ modes, why }) =>
    modes.filter((mode) => Object.hasOwn(proxies, mode)).map((mode) => `${mode}: ${why}`),
  );
  expect(listed.filter((each) => !used.has(each))).toEqual([]);
});

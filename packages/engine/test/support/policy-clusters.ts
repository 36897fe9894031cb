import fc from 'fast-check';
import type { Cluster, ClusterPolicy, NetworkPolicy, PolicyPeer, Workload } from '../../src/topology/cluster.ts';
import type { PortSpec } from '../../src/topology/filter.ts';
import type { Walk } from '../../src/topology/question.ts';
import type { Requirement } from '../../src/topology/setting.ts';
import type { Topology } from '../../src/topology/topology.ts';
import {
  allowAll,
  cluster,
  group,
  host,
  id,
  node,
  service,
  setting,
  subnet,
  to,
  toAddress,
  topology,
  vpc,
  walk,
  written,
} from './build.ts';

const spaces = ['left', 'right'] as const;
const apps = ['x', 'y', 'z'] as const;
type Space = (typeof spaces)[number];
type App = (typeof apps)[number];

interface Rule {
  readonly direction: 'ingress' | 'egress';
  readonly action: 'accept' | 'deny' | 'pass';
  readonly ports: readonly PortSpec[];
  readonly peer: PolicyPeer | undefined;
}

/** What a random cluster with policies is made from: workloads of three kinds in two namespaces, on two nodes. */
export interface PolicyShape {
  readonly cni: 'vpc-cni' | 'calico' | 'cilium';
  readonly encapsulation: 'IPIP' | 'VXLAN' | 'None';
  readonly strict: boolean;
  /** Cilium in the place of kube-proxy, and whether blocks mean nodes to it. */
  readonly replaces: boolean;
  readonly blocksMeanNodes: boolean;
  readonly proxy: 'iptables' | 'nftables' | 'ipvs';
  readonly workloads: readonly {
    readonly space: Space;
    readonly app: App;
    readonly node: 0 | 1;
    readonly host: boolean;
  }[];
  readonly policies: readonly {
    readonly space: Space;
    readonly app: App | undefined;
    readonly types: readonly ('Ingress' | 'Egress')[] | undefined;
    readonly rules: readonly Rule[];
  }[];
  readonly ofCluster: readonly {
    readonly tier: 'Admin' | 'Baseline';
    readonly priority: number;
    readonly subject: PolicyPeer;
    readonly rules: readonly Rule[];
  }[];
}

const has = (key: string, ...values: string[]): Requirement => ({ key, operator: 'in', values });

const selectors: fc.Arbitrary<PolicyPeer> = fc
  .record({
    space: fc.constantFrom(undefined, undefined, [], [has('kubernetes.io/metadata.name', 'left')], [has('side', 'r')]),
    app: fc.constantFrom<readonly Requirement[] | undefined>(
      undefined,
      [],
      [has('app', 'x')],
      [has('app', 'x', 'y')],
      [{ key: 'app', operator: 'notin', values: ['z'] }],
    ),
  })
  .map(({ space, app }) => ({
    except: [],
    ...(space === undefined ? {} : { namespaces: space }),
    ...(app === undefined && space !== undefined ? {} : { pods: app ?? [] }),
  }));

const blocks: fc.Arbitrary<PolicyPeer> = fc.constantFrom(
  { cidr: '0.0.0.0/0', except: [] },
  { cidr: '0.0.0.0/0', except: ['10.0.1.0/28'] },
  { cidr: '10.0.0.0/16', except: ['10.0.1.32/28', '10.0.1.240/32'] },
  { cidr: '10.0.1.32/27', except: [] },
  { cidr: '10.0.1.224/27', except: [] },
  { cidr: '10.244.0.0/16', except: ['10.244.0.64/26'] },
  { cidr: '10.96.0.0/12', except: [] },
);

const port: fc.Arbitrary<PortSpec> = fc.constantFrom(
  { protocol: 'tcp', from: 8080, to: 8080 },
  { protocol: 'tcp', from: 8000, to: 8090 },
  { protocol: 'tcp', from: 80, to: 80 },
  { protocol: 'tcp', named: 'web' },
  { protocol: 'udp', named: 'names' },
  { protocol: 'udp', from: 53, to: 53 },
  { protocol: 'tcp' },
  { protocol: 'udp' },
);

const rule = (peers: fc.Arbitrary<PolicyPeer>): fc.Arbitrary<Rule> =>
  fc.record({
    direction: fc.constantFrom('ingress' as const, 'egress' as const),
    action: fc.constantFrom('accept' as const, 'deny' as const, 'pass' as const),
    ports: fc.oneof(
      { weight: 1, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: fc.array(port, { minLength: 1, maxLength: 3 }) },
    ),
    peer: fc.option(peers, { nil: undefined }),
  });

export const policyShapes: fc.Arbitrary<PolicyShape> = fc.record({
  cni: fc.constantFrom('vpc-cni' as const, 'calico' as const, 'cilium' as const),
  encapsulation: fc.constantFrom('IPIP' as const, 'VXLAN' as const, 'None' as const),
  strict: fc.constantFrom(false, false, false, true),
  replaces: fc.boolean(),
  blocksMeanNodes: fc.constantFrom(false, false, true),
  proxy: fc.constantFrom('iptables' as const, 'iptables' as const, 'nftables' as const, 'ipvs' as const),
  workloads: fc.array(
    fc.record({
      space: fc.constantFrom(...spaces),
      app: fc.constantFrom(...apps),
      node: fc.constantFrom(0 as const, 1 as const),
      host: fc.constantFrom(false, false, false, false, false, true),
    }),
    { minLength: 2, maxLength: 6 },
  ),
  policies: fc.array(
    fc.record({
      space: fc.constantFrom(...spaces),
      app: fc.constantFrom(undefined, ...apps),
      types: fc.constantFrom(
        undefined,
        undefined,
        ['Ingress' as const],
        ['Egress' as const],
        ['Ingress' as const, 'Egress' as const],
      ),
      rules: fc.array(rule(fc.oneof(selectors, blocks)), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  ofCluster: fc.array(
    fc.record({
      tier: fc.constantFrom('Admin' as const, 'Baseline' as const),
      priority: fc.nat({ max: 3 }),
      subject: selectors,
      rules: fc.array(rule(selectors), { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 2 },
  ),
});

const rulesOf = (owner: string, rules: readonly Rule[]) =>
  rules.map(({ direction, action, ports, peer }, i) => ({
    ...{ id: id(`${owner}#${direction}.${i}`), direction, action, ports },
    ...(peer ? { peer } : {}),
  }));

/** A policy of a namespace without actions: its rules only allow. */
const namespacePolicy = ({ space, app, types, rules }: PolicyShape['policies'][number], i: number): NetworkPolicy => {
  const owner = `c/${space}/p${i}`;
  return {
    ...{ id: id(owner), name: `p${i}`, namespace: space },
    ...(app ? { podSelector: { id: id(`${owner}#s`), requirements: [has('app', app)] } } : {}),
    rules: rulesOf(owner, rules).map(({ action: _, ...each }) => each),
    settings: types ? [setting(owner, 'policyTypes', ...types)] : [],
  };
};

const clusterPolicy = (
  { tier, priority, subject, rules }: PolicyShape['ofCluster'][number],
  i: number,
): ClusterPolicy => ({
  ...{ id: id(`c/g${i}`), kind: 'clusternetworkpolicy', name: `g${i}`, subject },
  rules: rulesOf(`c/g${i}`, rules),
  settings: [setting(`c/g${i}`, 'tier', tier), setting(`c/g${i}`, 'priority', `${priority}`)],
});

const nameOf = (i: number): string => `w${i}`;

function workloadOf({ space, app, node: on, host: shared }: PolicyShape['workloads'][number], i: number): Workload {
  const owner = `c/${space}/${nameOf(i)}`;
  return {
    ...{ id: id(owner), name: nameOf(i), namespace: space, kind: 'deployment', replicas: 1 },
    ...{ on: [id(`c/n${on}`)], expose: [], labels: { app }, containers: [] },
    ports: [
      // one port of a machine for two programs is none
      { id: id(`${owner}#web`), name: 'web', port: shared ? 9000 + i : 8080, protocol: 'tcp' },
      { id: id(`${owner}#names`), name: 'names', port: shared ? 9000 + i : 53, protocol: 'udp' },
    ],
    settings: shared ? [setting(owner, 'hostNetwork', 'true')] : [],
  };
}

const clusterIp = '10.96.7.7';

function cniOf({
  cni,
  strict,
  encapsulation,
  replaces,
  blocksMeanNodes,
}: PolicyShape): Setting & { settings: Setting[] } {
  const line = (key: string, value: string): Setting => setting('c#cni', key, value);
  switch (cni) {
    case 'vpc-cni':
      return {
        ...setting('c', 'cni', 'vpc-cni', '1.21'),
        settings: [
          line('ENABLE_NETWORK_POLICY', 'true'),
          ...(strict ? [line('NETWORK_POLICY_ENFORCING_MODE', 'strict')] : []),
        ],
      };
    case 'calico':
      return {
        ...setting('c', 'cni', 'calico'),
        settings: [line('encapsulation', encapsulation), line('linuxDataplane', 'Iptables')],
      };
    case 'cilium':
      return {
        ...setting('c', 'cni', 'cilium'),
        settings: [
          line('kubeProxyReplacement', `${replaces}`),
          ...(encapsulation === 'IPIP' ? [line('tunnelProtocol', 'geneve')] : []),
          ...(blocksMeanNodes ? [line('policyCIDRMatchMode', 'nodes')] : []),
        ],
      };
  }
}

/** The topology of a shape, with walks between everybody. */
export function buildPolicies(shape: PolicyShape): Topology {
  const isAws = shape.cni === 'vpc-cni';
  const groups = isAws ? { securityGroups: [id('v/open')] } : {};
  const network = vpc('10.0.0.0/16', [subnet('s', '10.0.1.0/24', isAws ? { zone: 'az1' } : {})], {
    cloud: isAws ? 'aws' : 'plain',
    securityGroups: isAws ? [group('open', [allowAll('v/open', 'ingress'), allowAll('v/open', 'egress')])] : [],
    hosts: [host('db', { kind: 'subnet', of: id('v/s') }, '10.0.1.240', [8080], groups)],
  });
  const nodes = [0, 1].map((n) => {
    const { machine, ...made } = node(`n${n}`, 'm5.xlarge', 's', {
      addresses: [written(`c/n${n}`, `10.0.1.${230 + n}`)],
      ...groups,
    });
    return isAws ? { ...made, machine: machine! } : made;
  });
  const cni = cniOf(shape);
  const workloads = shape.workloads.map(workloadOf);
  const made: Cluster = cluster(nodes, [], {
    platform: isAws ? 'eks' : 'plain',
    workloads,
    namespaces: spaces.map((name) => ({ id: id(`c/${name}`), name, labels: { side: name[0]! }, settings: [] })),
    services: [
      {
        ...service('app', 'x'),
        ...{ id: id('c/left/app'), namespace: 'left', addresses: [written('c/left/app', clusterIp)] },
        ports: [
          { id: id('c/left/app#80'), name: 'http', port: 80, protocol: 'tcp', target: 'web' },
          { id: id('c/left/app#53'), name: 'dns', port: 53, protocol: 'udp', target: 53 },
        ],
      },
    ],
    networkPolicies: shape.policies.map(namespacePolicy),
    clusterPolicies: shape.ofCluster.map(clusterPolicy),
    settings: [
      cni,
      ...(shape.cni === 'cilium' && shape.replaces ? [] : [setting('c', 'kube-proxy', shape.proxy)]),
      // Cilium's own pool has the addresses of the network too
      ...(shape.cni === 'cilium' ? [setting('c', 'clusterCIDR', '10.244.0.0/16')] : []),
      setting('c', 'serviceCIDR', '10.96.0.0/12'),
    ],
  });
  return topology({ vpcs: [network], clusters: [made], walks: walksOf(shape, workloads) });
}

function walksOf(shape: PolicyShape, workloads: readonly Workload[]): Walk[] {
  const pods = workloads.map(({ id: owner }) => id(`${owner}-1`));
  const outside = shape.cni === 'vpc-cni' ? [id('h/db')] : [];
  const senders = [...pods, id('c/n0'), ...outside];
  const datagram = { protocol: 'udp' } as const;
  return senders.flatMap((from) => [
    ...pods
      .filter((each) => each !== from)
      .flatMap((each) => [
        walk(`${from} to ${each}`, from, to(each, 8080)),
        walk(`${from} asks ${each}`, from, to(each, 53), datagram),
        walk(`${from} pings ${each}`, from, to(each), { protocol: 'icmp' }),
        walk(`${from} to shut ${each}`, from, to(each, 8085)),
      ]),
    walk(`${from} to app`, from, toAddress(clusterIp, 80)),
    walk(`${from} asks app`, from, toAddress(clusterIp, 53), datagram),
    walk(`${from} to db`, from, to(id('h/db'), 8080)),
    walk(`${from} to n1`, from, to(id('c/n1'), 10250)),
  ]);
}

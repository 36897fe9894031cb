import fc from 'fast-check';
import type { Eni, Pod } from '../../src/topology/cluster.ts';
import type { Walk } from '../../src/topology/question.ts';
import type { Topology } from '../../src/topology/topology.ts';
import {
  allowAll,
  cluster,
  gateway,
  group,
  host,
  id,
  node,
  pod,
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

/** What a random cluster is made from: small numbers, so that a failing case shrinks to something readable. */
export interface Shape {
  readonly nodes: readonly {
    readonly zone: number;
    readonly pods: readonly ('client' | 'app' | 'both' | 'deaf')[];
    readonly eip: boolean;
    /** Its FORWARD chain drops what no rule accepts. */
    readonly drops: boolean;
    /** The interface with a written prefix, in which its first pod has an address. */
    readonly prefix: 0 | 1 | undefined;
  }[];
  readonly publicNodes: boolean;
  readonly externalSnat: boolean;
  readonly nodePortSupport: boolean;
  readonly randomize: 'prng' | 'hashrandom' | 'none';
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'headless';
  /** The Service also has an address that routers outside would bring to the nodes. */
  readonly externalIp: boolean;
  readonly external: 'Cluster' | 'Local';
  readonly internal: 'Cluster' | 'Local';
  readonly affinity: boolean;
  readonly open: boolean;
  readonly delegating: boolean;
  /** The VPC CNI has its connmark rules in a table of nftables. */
  readonly nftables: boolean;
}

const nodeShape = fc.record({
  zone: fc.nat({ max: 1 }),
  // t3.small has three addresses for pods on each of three ENIs: a few pods already use secondary interfaces
  pods: fc.array(fc.constantFrom('client' as const, 'app' as const, 'both' as const, 'deaf' as const), {
    maxLength: 7,
  }),
  eip: fc.boolean(),
  drops: fc.constantFrom(false, false, false, false, false, true),
  prefix: fc.constantFrom(undefined, undefined, undefined, 0 as const, 1 as const),
});

export const shapes: fc.Arbitrary<Shape> = fc.record({
  nodes: fc.array(nodeShape, { minLength: 1, maxLength: 4 }),
  publicNodes: fc.boolean(),
  externalSnat: fc.boolean(),
  nodePortSupport: fc.boolean(),
  randomize: fc.constantFrom('prng' as const, 'hashrandom' as const, 'none' as const),
  type: fc.constantFrom('ClusterIP' as const, 'NodePort' as const, 'LoadBalancer' as const, 'headless' as const),
  externalIp: fc.boolean(),
  external: fc.constantFrom('Cluster' as const, 'Local' as const),
  internal: fc.constantFrom('Cluster' as const, 'Local' as const),
  affinity: fc.boolean(),
  open: fc.boolean(),
  delegating: fc.boolean(),
  nftables: fc.boolean(),
});

/** The topology of a shape, with a walk from every machine to every kind of target. */
export function build(shape: Shape): Topology {
  const default_ = (target: string) => ({
    id: id(`v/rt#${target}`),
    destination: '0.0.0.0/0',
    target: { kind: 'element' as const, of: id(`v/${target}`) },
  });
  const work = (zone: number) =>
    subnet(`work-${zone}`, `10.0.${zone}.0/24`, {
      zone: `az${zone}`,
      routes: [default_(shape.publicNodes ? 'igw' : 'nat')],
    });
  const edge = subnet('edge', '10.0.9.0/24', { zone: 'az0', routes: [default_('igw')] });
  const groups = [group('open', [allowAll('v/open', 'ingress')]), group('closed', [])];
  const network = vpc('10.0.0.0/16', [work(0), work(1), edge], {
    gateways: [
      gateway('igw', 'internet-gateway'),
      gateway('nat', 'nat-gateway', { subnet: id('v/edge'), eips: [written('v/nat', '203.0.113.9')] }),
    ],
    securityGroups: groups,
    hosts: [
      host('inside', { kind: 'subnet', of: id('v/edge') }, '10.0.9.50', [5432], { securityGroups: [id('v/open')] }),
    ],
  });
  const blockOf = (n: number): string => `10.0.${shape.nodes[n]!.zone}.${64 + 16 * n}`;
  const pods: Pod[] = shape.nodes.flatMap(({ pods: kinds, prefix }, n) =>
    kinds.map((kind, i) =>
      pod(`p${n}${i}`, `n${n}`, {
        ...(prefix !== undefined && i === 0 ? { addresses: [written(`c/default/p${n}0`, blockOf(n))] } : {}),
        labels: kind === 'client' || kind === 'deaf' ? {} : { app: 'app' },
        ports:
          kind === 'deaf'
            ? [{ id: id(`c/default/p${n}${i}#9`), port: 9, protocol: 'tcp' }]
            : [
                { id: id(`c/default/p${n}${i}#8080`), port: 8080, protocol: 'tcp' },
                { id: id(`c/default/p${n}${i}#53`), port: 53, protocol: 'udp' },
              ],
      }),
    ),
  );
  const nodes = shape.nodes.map(({ zone, eip, drops, prefix }, n) =>
    node(`n${n}`, 't3.small', `work-${zone}`, {
      securityGroups: [id(shape.open ? 'v/open' : 'v/closed')],
      settings: drops ? [setting(`c/n${n}`, 'forwardPolicy', 'drop')] : [],
      enis: prefix === undefined ? [] : [eniWith(prefix, `c/n${n}`, `${blockOf(n)}/28`)],
      ...(eip ? { eips: [written(`c/n${n}`, `203.0.113.${100 + n}`)] } : {}),
    }),
  );
  const settings = [
    setting('s', 'externalTrafficPolicy', shape.external),
    setting('s', 'internalTrafficPolicy', shape.internal),
    ...(shape.affinity ? [setting('s', 'sessionAffinity', 'ClientIP')] : []),
    ...(shape.externalIp && shape.type !== 'headless' ? [setting('s', 'externalIPs', externalIp)] : []),
  ];
  const ports = [
    {
      ...{ id: id('c/default/app#80'), name: 'web', port: 80, protocol: 'tcp', target: 8080 },
      ...(hasNodePorts(shape) ? { nodePort: 31080 } : {}),
    },
    {
      ...{ id: id('c/default/app#53'), name: 'dns', port: 53, protocol: 'udp', target: 53 },
      ...(hasNodePorts(shape) ? { nodePort: 31053 } : {}),
    },
  ];
  const services = [
    service('app', 'app', {
      ...(shape.type === 'ClusterIP' ? {} : { type: shape.type }),
      ...(shape.type === 'headless' ? {} : { addresses: [written('c/default/app', clusterIp)] }),
      ports,
      settings,
    }),
    service('none', 'none'),
  ];
  const cni = {
    ...setting('c', 'cni', 'vpc-cni', shape.nftables ? '1.23.1' : '1.22.4'),
    settings: [
      setting('c', 'ENABLE_PREFIX_DELEGATION', String(shape.delegating)),
      setting('c', 'AWS_VPC_K8S_CNI_EXTERNALSNAT', String(shape.externalSnat)),
      setting('c', 'AWS_VPC_CNI_NODE_PORT_SUPPORT', String(shape.nodePortSupport)),
      setting('c', 'AWS_VPC_K8S_CNI_RANDOMIZESNAT', shape.randomize),
    ],
  };
  const outside = host('server', { kind: 'internet' }, '198.51.100.9', [443]);
  const internet = {
    id: id('internet'),
    systems: [],
    lans: [],
    routers: [],
    clients: [],
    hosts: [outside],
    resolvers: [],
    zones: [],
    settings: [],
  };
  return topology({
    vpcs: [network],
    clusters: [cluster(nodes, pods, { services, settings: [cni] })],
    internet,
    walks: walksOf(shape, pods),
  });
}

const eniWith = (index: number, of: string, prefix: string): Eni => ({
  ...{ id: id(`${of}#eni.${index}`), index, addresses: [] },
  settings: [setting(`${of}#eni.${index}`, 'prefix', prefix)],
});

const clusterIp = '172.20.7.7';
const externalIp = '203.0.113.200';
const hasNodePorts = ({ type }: Shape): boolean => type === 'NodePort' || type === 'LoadBalancer';

function walksOf(shape: Shape, pods: readonly Pod[]): Walk[] {
  const senders = [...pods.slice(0, 4).map((each) => each.id), id('h/inside'), id('c/n0')];
  const datagram = { protocol: 'udp' } as const;
  // the name of a Service of type LoadBalancer leads to its balancer; its cluster IP is dialled as an address
  const app = (port: number) =>
    shape.type === 'LoadBalancer' ? toAddress(clusterIp, port) : to(id('c/default/app#service'), port);
  return senders.flatMap((from) => [
    walk(`${from} to app`, from, app(80)),
    walk(`${from} asks app`, from, app(53), datagram),
    walk(`${from} to none`, from, to(id('c/default/none#service'), 80)),
    walk(`${from} asks none`, from, to(id('c/default/none#service'), 80), datagram),
    walk(`${from} to port`, from, app(81)),
    ...pods
      .slice(-2)
      .flatMap((each) => [
        walk(`${from} to ${each.id}`, from, to(each.id, 8080)),
        walk(`${from} asks ${each.id}`, from, to(each.id, 53), datagram),
      ]),
    walk(`${from} out`, from, to(id('h/server'), 443)),
    walk(`${from} asks out`, from, to(id('h/server'), 53), datagram),
    walk(`${from} to inside`, from, to(id('h/inside'), 5432)),
    walk(`${from} to nobody`, from, toAddress('10.0.1.250', 80)),
    walk(`${from} asks nobody`, from, toAddress('10.0.1.250', 53), datagram),
    walk(`${from} pings`, from, to(id('h/inside')), { protocol: 'icmp' }),
    walk(`${from} pings out`, from, to(id('h/server')), { protocol: 'icmp' }),
    ...pods.slice(-1).map((each) => walk(`${from} pings ${each.id}`, from, to(each.id), { protocol: 'icmp' })),
    ...(hasNodePorts(shape)
      ? [
          walk(`${from} to node`, from, to(id('c/n0'), 31080)),
          walk(`${from} asks node`, from, to(id('c/n0'), 31053), datagram),
        ]
      : []),
    ...(shape.externalIp ? [walk(`${from} to external IP`, from, toAddress(externalIp, 80))] : []),
  ]);
}

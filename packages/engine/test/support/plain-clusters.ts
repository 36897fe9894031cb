import fc from 'fast-check';
import type { CniSettingWord } from '../../src/compilers/cnis/cni.ts';
import { cnis } from '../../src/compilers/cnis/index.ts';
import { proxies } from '../../src/compilers/proxies/index.ts';
import type { Node, Pod } from '../../src/topology/cluster.ts';
import type { Walk } from '../../src/topology/question.ts';
import type { Setting } from '../../src/topology/setting.ts';
import type { Topology } from '../../src/topology/topology.ts';
import {
  cluster,
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

/** A line of a setting's block: key, word, the lines inside. */
interface Line {
  readonly key: string;
  readonly value: string;
  readonly block: readonly Line[];
}

type Kind = 'client' | 'app' | 'both' | 'deaf' | 'host' | 'ending' | 'unready';

/** What a random cluster on an ordinary network is made from; every member of the registries of CNIs and of proxies takes part. */
export interface PlainShape {
  readonly nodes: readonly { readonly subnet: 0 | 1; readonly pods: readonly Kind[]; readonly drops: boolean }[];
  readonly cni: { readonly id: string; readonly settings: readonly Line[] };
  readonly proxy: string;
  readonly kubernetes: string | undefined;
  readonly masqueradeAll: boolean;
  readonly localhostNodePorts: boolean;
  readonly nodePortAddresses: 'primary' | '10.0.0.0/24' | undefined;
  readonly detectsByName: boolean;
  /** The router knows the way to the blocks of the nodes. */
  readonly routed: boolean;
  /** The blocks that an ip-masq-agent spares. */
  readonly spared: '10.0.0.0/8' | '10.244.0.0/16' | undefined;
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'headless';
  readonly externalIp: boolean;
  readonly sourceRanges: '10.0.0.0/16' | '10.244.0.0/16' | undefined;
  readonly external: 'Cluster' | 'Local';
  readonly internal: 'Cluster' | 'Local';
  readonly affinity: boolean;
}

/** A setting whose words are listed is written with one of them, or not at all; others keep their default. */
function linesOf(words: readonly CniSettingWord[]): fc.Arbitrary<readonly Line[]> {
  const some = words.flatMap(({ key, values = '', block = [] }) =>
    values.includes(' | ')
      ? [
          fc.option(
            fc.record({ key: fc.constant(key), value: fc.constantFrom(...values.split(' | ')), block: linesOf(block) }),
            { nil: undefined },
          ),
        ]
      : [],
  );
  return fc.tuple(...some).map((lines) => lines.filter((line) => line !== undefined));
}

/** Those that need nothing of a cloud: they have addresses for pods of their own, and are made for no cloud. */
const anywhere = Object.values(cnis).filter(
  ({ podAddresses, clouds }) => podAddresses !== 'network' && clouds === undefined,
);

/** Cilium's agent ends with a message where one setting needs another: it has that one, or not this one. */
function startable(settings: readonly Line[]): readonly Line[] {
  const isNative = settings.some(({ key, value }) => key === 'routingMode' && value === 'native');
  const kept = isNative ? settings : settings.filter(({ key }) => key !== 'autoDirectNodeRoutes');
  return isNative ? [...kept, { key: 'ipv4NativeRoutingCIDR', value: '10.244.0.0/16', block: [] }] : kept;
}

const cniShape = fc.oneof(
  ...anywhere.map(({ id, settings }) =>
    fc.record({
      id: fc.constant(id),
      settings: id === 'cilium' ? linesOf(settings).map(startable) : linesOf(settings),
    }),
  ),
);

const kinds = ['client', 'app', 'both', 'deaf', 'app', 'both', 'host', 'ending', 'unready'] as const;

export const plainShapes: fc.Arbitrary<PlainShape> = fc.record({
  nodes: fc.array(
    fc.record({
      subnet: fc.constantFrom(0 as const, 1 as const),
      pods: fc.array(fc.constantFrom<Kind>(...kinds), { maxLength: 4 }),
      drops: fc.constantFrom(false, false, false, false, false, true),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  cni: cniShape,
  proxy: fc.constantFrom(...Object.keys(proxies)),
  kubernetes: fc.constantFrom(undefined, '1.33', '1.34', '1.36', '1.37'),
  masqueradeAll: fc.constantFrom(false, false, true),
  localhostNodePorts: fc.boolean(),
  nodePortAddresses: fc.constantFrom(undefined, undefined, 'primary' as const, '10.0.0.0/24' as const),
  detectsByName: fc.constantFrom(false, false, true),
  routed: fc.boolean(),
  spared: fc.constantFrom(undefined, undefined, '10.0.0.0/8' as const, '10.244.0.0/16' as const),
  type: fc.constantFrom('ClusterIP' as const, 'NodePort' as const, 'LoadBalancer' as const, 'headless' as const),
  externalIp: fc.boolean(),
  sourceRanges: fc.constantFrom(undefined, undefined, '10.0.0.0/16' as const, '10.244.0.0/16' as const),
  external: fc.constantFrom('Cluster' as const, 'Local' as const),
  internal: fc.constantFrom('Cluster' as const, 'Cluster' as const, 'Local' as const),
  affinity: fc.boolean(),
});

const settingsOf = (owner: string, lines: readonly Line[]): readonly Setting[] =>
  lines.map(({ key, value, block }) => ({
    ...setting(owner, key, value),
    settings: settingsOf(`${owner}#${key}`, block),
  }));

const port = (owner: string, number: number, protocol = 'tcp') => ({
  id: id(`${owner}#${protocol}${number}`),
  port: number,
  protocol,
});

function podOf(kind: Kind, n: number, i: number): Pod {
  const name = `p${n}${i}`;
  const owner = `c/default/${name}`;
  const says = (key: string, value: string) => setting(owner, key, value);
  return pod(name, `n${n}`, {
    labels: kind === 'client' || kind === 'deaf' ? {} : { app: 'app' },
    ports: kind === 'deaf' ? [port(owner, 9)] : [port(owner, 8080), port(owner, 53, 'udp')],
    settings: [
      ...(kind === 'host' ? [says('hostNetwork', 'true')] : []),
      ...(kind === 'ending' ? [says('terminating', 'true')] : []),
      ...(kind === 'unready' ? [says('ready', 'false')] : []),
    ],
  });
}

const clusterIp = '10.96.7.7';
const externalIp = '203.0.113.200';
const balancerIp = '203.0.113.210';
const hasNodePorts = ({ type }: PlainShape): boolean => type === 'NodePort' || type === 'LoadBalancer';

/** The topology of a shape, with a walk from every machine to every kind of target. */
export function buildPlain(shape: PlainShape): Topology {
  const ways = (at: number) =>
    shape.nodes.flatMap((each, n) =>
      shape.routed && each.subnet === at
        ? [
            {
              id: id(`v/${at}#n${n}`),
              destination: `10.244.${n}.0/24`,
              target: { kind: 'element' as const, of: id(`c/n${n}`) },
            },
          ]
        : [],
    );
  const network = vpc(
    '10.0.0.0/16',
    [0, 1].map((at) => subnet(`s${at}`, `10.0.${at}.0/24`, { routes: ways(at) })),
    { cloud: 'plain', hosts: [host('db', { kind: 'subnet', of: id('v/s1') }, '10.0.1.50', [5432])] },
  );
  const nodes = shape.nodes.map((each, n): Node => {
    const { machine: _, ...made } = node(`n${n}`, '', `s${each.subnet}`, {
      addresses: [written(`c/n${n}`, `10.0.${each.subnet}.${11 + n}`)],
      settings: each.drops ? [setting(`c/n${n}`, 'forwardPolicy', 'drop')] : [],
    });
    return made;
  });
  // two programs of one machine cannot have one port
  const pods = shape.nodes.flatMap((each, n) =>
    each.pods.map((kind, i) => podOf(kind === 'host' && each.pods.indexOf(kind) < i ? 'app' : kind, n, i)),
  );
  const settings = [
    { ...setting('c', 'cni', shape.cni.id), settings: settingsOf('c#cni', shape.cni.settings) },
    { ...setting('c', 'kube-proxy', proxyOf(shape)), settings: proxySettingsOf(shape) },
    ...(shape.kubernetes === undefined ? [] : [setting('c', 'kubernetes', shape.kubernetes)]),
    // the pool of Cilium, which holds the addresses of the nodes here
    ...(shape.cni.id === 'cilium' ? [setting('c', 'clusterCIDR', '10.244.0.0/16')] : []),
    ...(shape.spared === undefined
      ? []
      : [{ ...setting('c', 'ip-masq-agent'), settings: [setting('c#agent', 'nonMasqueradeCIDRs', shape.spared)] }]),
  ];
  return topology({
    vpcs: [network],
    clusters: [cluster(nodes, pods, { platform: 'plain', services: servicesOf(shape), settings })],
    walks: walksOf(shape, pods),
  });
}

/** No cluster has kube-proxy where its CNI replaces it, and each has it elsewhere. */
function proxyOf({ cni, proxy }: PlainShape): string {
  const replaces = cni.settings.some(({ key, value }) => key === 'kubeProxyReplacement' && value === 'true');
  if (replaces) return 'ebpf';
  return proxy === 'ebpf' ? 'iptables' : proxy;
}

const proxySettingsOf = (shape: PlainShape): readonly Setting[] => [
  ...(shape.masqueradeAll ? [setting('c#p', 'masqueradeAll', 'true')] : []),
  ...(shape.localhostNodePorts ? [] : [setting('c#p', 'localhostNodePorts', 'false')]),
  ...(shape.nodePortAddresses === undefined ? [] : [setting('c#p', 'nodePortAddresses', shape.nodePortAddresses)]),
  ...(shape.detectsByName
    ? [
        setting('c#p', 'detectLocalMode', 'InterfaceNamePrefix'),
        setting('c#p', 'detectLocal.interfaceNamePrefix', shape.cni.id === 'calico' ? 'cali' : 'cni'),
      ]
    : []),
];

function servicesOf(shape: PlainShape) {
  const withPort = (nodePort: number) => (hasNodePorts(shape) ? { nodePort } : {});
  const type = shape.type === 'ClusterIP' ? {} : { type: shape.type };
  const isVirtual = shape.type !== 'headless';
  const outside = (owner: string) => [
    setting(owner, 'externalTrafficPolicy', shape.external),
    setting(owner, 'internalTrafficPolicy', shape.internal),
  ];
  return [
    service('app', 'app', {
      ...type,
      ...(isVirtual ? { addresses: [written('c/default/app', clusterIp)] } : {}),
      ports: [
        { id: id('c/default/app#80'), name: 'web', port: 80, protocol: 'tcp', target: 8080, ...withPort(31080) },
        { id: id('c/default/app#53'), name: 'dns', port: 53, protocol: 'udp', target: 53, ...withPort(31053) },
      ],
      settings: [
        ...outside('s'),
        ...(shape.affinity ? [setting('s', 'sessionAffinity', 'ClientIP')] : []),
        ...(shape.externalIp && isVirtual ? [setting('s', 'externalIPs', externalIp)] : []),
        ...(shape.type === 'LoadBalancer' ? [setting('s', 'status.loadBalancer', balancerIp)] : []),
        ...(shape.type === 'LoadBalancer' && shape.sourceRanges !== undefined
          ? [setting('s', 'loadBalancerSourceRanges', shape.sourceRanges)]
          : []),
      ],
    }),
    service('none', 'none', {
      ...(hasNodePorts(shape) ? { type: 'NodePort' } : {}),
      addresses: [written('c/default/none', '10.96.7.8')],
      ports: [{ id: id('c/default/none#80'), port: 80, protocol: 'tcp', target: 8080, ...withPort(31081) }],
      settings: outside('t'),
    }),
  ];
}

function walksOf(shape: PlainShape, pods: readonly Pod[]): Walk[] {
  const senders = [...pods.slice(0, 4).map((each) => each.id), id('h/db'), id('c/n0')];
  const datagram = { protocol: 'udp' } as const;
  const app = (port: number) =>
    shape.type === 'headless' ? to(id('c/default/app#service'), port) : toAddress(clusterIp, port);
  const last = shape.nodes.length - 1;
  // a router says no more than five times at once to one machine that it has no way (route.c, ip_rt_error_burst): a name has many addresses
  const canAsk = (from: string): boolean => shape.type !== 'headless' || shape.routed || from !== 'h/db';
  return senders.flatMap((from) => [
    ...(canAsk(from) ? [walk(`${from} to app`, from, app(80)), walk(`${from} asks app`, from, app(53), datagram)] : []),
    walk(`${from} to none`, from, to(id('c/default/none#service'), 80)),
    ...(canAsk(from) ? [walk(`${from} to port`, from, app(81))] : []),
    ...(shape.type === 'headless'
      ? []
      : [
          walk(
            `${from} pings app`,
            from,
            { kind: 'address', address: clusterIp, text: clusterIp },
            { protocol: 'icmp' },
          ),
        ]),
    ...pods
      .slice(-2)
      .flatMap((each) => [
        walk(`${from} to ${each.id}`, from, to(each.id, 8080)),
        walk(`${from} asks ${each.id}`, from, to(each.id, 53), datagram),
      ]),
    ...pods.slice(-1).map((each) => walk(`${from} pings ${each.id}`, from, to(each.id), { protocol: 'icmp' })),
    walk(`${from} to db`, from, to(id('h/db'), 5432)),
    walk(`${from} asks db`, from, to(id('h/db'), 53), datagram),
    walk(`${from} pings db`, from, to(id('h/db')), { protocol: 'icmp' }),
    walk(`${from} to nobody`, from, toAddress('10.0.0.250', 80)),
    walk(`${from} to no pod`, from, toAddress(`10.244.${last}.77`, 80)),
    walk(`${from} to no Service`, from, toAddress('10.96.9.9', 80)),
    walk(`${from} pings n${last}`, from, to(id(`c/n${last}`)), { protocol: 'icmp' }),
    ...(hasNodePorts(shape)
      ? [
          walk(`${from} to node`, from, to(id('c/n0'), 31080)),
          walk(`${from} asks node`, from, to(id('c/n0'), 31053), datagram),
          walk(`${from} to n${last}`, from, to(id(`c/n${last}`), 31080)),
          walk(`${from} to node for none`, from, to(id('c/n0'), 31081)),
          walk(`${from} to itself`, from, toAddress('127.0.0.1', 31080)),
          walk(`${from} to second address`, from, toAddress('10.244.0.1', 31080)),
        ]
      : []),
    ...(shape.externalIp && shape.type !== 'headless'
      ? [walk(`${from} to external IP`, from, toAddress(externalIp, 80))]
      : []),
    ...(shape.type === 'LoadBalancer' ? [walk(`${from} to balancer`, from, toAddress(balancerIp, 80))] : []),
  ]);
}

import { compareIp, contains, parseIp, showIp } from '../../../base/addr/index.ts';
import type { NftElement, NftField, NftStore, NftVerdict } from '../../../network/nft.ts';
import type { Endpoint } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import { nodePortBlocks } from '../node-port-blocks.ts';
import type { NodeOptions, ProxyNode } from '../service-proxy.ts';
import type { NftServicePort } from './service-port.ts';
import { destination, onAddress, source, type TableText } from './text.ts';

const onNode: readonly NftField[] = ['meta l4proto', 'th dport'];

/** What a node makes of one Service port. */
export interface OnNode {
  readonly each: NftServicePort;
  /** Its endpoints there that a policy Local may use. */
  readonly local: readonly Endpoint[];
  /** Those that it sends to under the policy Cluster. */
  readonly cluster: readonly Endpoint[];
  readonly hasInternal: boolean;
  readonly hasExternal: boolean;
}

type Entry = readonly [key: string, element: NftElement];

const store = (
  kind: NftStore['kind'],
  name: string,
  key: readonly NftField[],
  comment: string,
  entries: readonly Entry[],
): NftStore => ({ kind, name, key, comment, elements: new Map(entries) });

/** Addresses of the node that answer on node ports; undefined: all do. Those of 127.0.0.0/8 never do in this mode. */
export function nodePortAddresses(options: NodeOptions, node: ProxyNode): readonly string[] | undefined {
  const written = options.nodePortAddresses ?? ['primary'];
  const blocks = nodePortBlocks({ ...options, nodePortAddresses: written }, node);
  return blocks ? node.addresses.filter((ip) => blocks.some((block) => contains(block, ip))).map(showIp) : undefined;
}

/** Sets and maps that are equal on all nodes where the same Services have an endpoint. */
export interface SharedStores {
  readonly clusterIps: NftStore;
  readonly maps: readonly NftStore[];
}

export const sharedStores = (services: readonly OnNode[], text: TableText): SharedStores => ({
  clusterIps: store(
    'set',
    'cluster-ips',
    [destination(text)],
    'Active ClusterIPs',
    inSet(services.map(({ each }) => each.service.clusterIp!)),
  ),
  maps: [
    store(
      'map',
      'no-endpoint-services',
      onAddress(text),
      'vmap to drop or reject packets to services with no endpoints',
      services.flatMap(refusedAddresses),
    ),
    store(
      'map',
      'no-endpoint-nodeports',
      onNode,
      'vmap to drop or reject packets to service nodeports with no endpoints',
      services.flatMap(refusedNodePorts),
    ),
    store(
      'map',
      'firewall-ips',
      onAddress(text),
      'destinations that are subject to LoadBalancerSourceRanges',
      services.flatMap(guarded),
    ),
    store(
      'map',
      'service-ips',
      onAddress(text),
      'ClusterIP, ExternalIP and LoadBalancer IP traffic',
      services.flatMap(dispatched),
    ),
    store('map', 'service-nodeports', onNode, 'NodePort traffic', services.flatMap(dispatchedNodePorts)),
  ],
});

/** Sets and maps of the table on one node, in the order in which `nft list` has them. */
export const storesOf = (
  { clusterIps, maps }: SharedStores,
  {
    text,
    addresses,
    near,
  }: { readonly text: TableText; readonly addresses: readonly string[] | undefined; readonly near: readonly Near[] },
): readonly NftStore[] => [
  ...(text.squashed
    ? [
        store(
          'set',
          'hairpin-connections',
          [source(text), ...onAddress(text)],
          'service hairpin connections',
          near.map(hairpin),
        ),
      ]
    : []),
  clusterIps,
  ...(addresses
    ? [store('set', 'nodeport-ips', [destination(text)], 'IPs that accept NodePort traffic', inSet(addresses))]
    : []),
  ...maps,
];

const inSet = (ips: Iterable<string>): readonly Entry[] =>
  [...new Set(ips)]
    .map((ip) => [parseIp(ip)!, ip] as const)
    .toSorted(([a], [b]) => compareIp(a, b))
    .map(([, ip]) => [ip, {}]);

/** An endpoint of a Service port on the node that is spoken of. */
export type Near = readonly [each: NftServicePort, endpoint: Endpoint];

/** The endpoints of all Service ports by the node that they are on, in the order of the Services. */
export function endpointsByNode(ports: readonly NftServicePort[]): ReadonlyMap<ElementId, readonly Near[]> {
  const byNode = new Map<ElementId, Near[]>();
  for (const each of ports)
    for (const endpoint of each.cluster) {
      if (endpoint.node === undefined) continue;
      const near = byNode.get(endpoint.node);
      if (near) near.push([each, endpoint]);
      else byNode.set(endpoint.node, [[each, endpoint]]);
    }
  return byNode;
}

const keyOf = (address: string, { port }: NftServicePort): string => `${address} . ${port.protocol} . ${port.port}`;

const externalAddresses = ({ service }: NftServicePort): readonly string[] => [
  ...service.externalIps,
  ...(service.balancerIps ?? []),
];

/** How a Service port refuses: at once where it has no endpoint at all, without a word where it has none here. */
function refusal({ each }: OnNode): NftElement {
  const verdict: NftVerdict = each.any ? { kind: 'drop' } : { kind: 'goto', chain: 'reject-chain' };
  return {
    verdict,
    comment: each.label,
    source: each.service.id,
    ...(each.any ? { cause: 'SVC-NOLOCAL' as const } : {}),
  };
}

function refusedAddresses(of: OnNode): readonly Entry[] {
  const { each, hasInternal, hasExternal } = of;
  return [...(hasInternal ? [] : [each.service.clusterIp!]), ...(hasExternal ? [] : externalAddresses(each))].map(
    (ip) => [keyOf(ip, each), refusal(of)],
  );
}

function refusedNodePorts(of: OnNode): readonly Entry[] {
  const { port } = of.each;
  return port.nodePort === undefined || of.hasExternal ? [] : [[`${port.protocol} . ${port.nodePort}`, refusal(of)]];
}

const leads = ({ service }: NftServicePort, chain: string): NftElement => ({
  verdict: { kind: 'goto', chain },
  source: service.id,
});

const guarded = ({ each }: OnNode): readonly Entry[] =>
  each.guarded.map((ip) => [keyOf(ip, each), { ...leads(each, each.names.firewall), comment: each.label }]);

function dispatched({ each, hasInternal }: OnNode): readonly Entry[] {
  const { service, names, any } = each;
  const inside = service.internalTrafficPolicy === 'Local' ? names.local : names.cluster;
  return [
    ...(hasInternal ? [[keyOf(service.clusterIp!, each), leads(each, inside)] as const] : []),
    ...(any ? externalAddresses(each) : []).map((ip) => [keyOf(ip, each), leads(each, names.external)] as const),
  ];
}

const dispatchedNodePorts = ({ each }: OnNode): readonly Entry[] =>
  each.port.nodePort === undefined || !each.any
    ? []
    : [[`${each.port.protocol} . ${each.port.nodePort}`, leads(each, each.names.external)]];

/** The connections of an endpoint to itself, by its address on both sides. */
const hairpin = ([each, { address, port }]: Near): Entry => [
  `${address} . ${address} . ${each.port.protocol} . ${port}`,
  { source: each.service.id },
];

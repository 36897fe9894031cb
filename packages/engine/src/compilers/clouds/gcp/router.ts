import { type Cidr, cidr, showCidr } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { Device, Interface } from '../../../network/network.ts';
import type { PolicyRule, Route } from '../../../network/route.ts';
import { hasFronts } from './forwarding-rules.ts';
import { forwardingWays, frontPort } from './forwarding-ways.ts';
import { answersMetadata, metadataRoute } from './metadata.ts';
import { blockOf, type GcpNetwork, gatewayOf, type Nat, segmentOf, single } from './network.ts';
import { type Peer, peerLink, peerPort } from './peerings.ts';
import { frontEnds } from './ranges.ts';
import { internetPort, internetTable, natPort, waysOut } from './ways-out.ts';

/** Of its tables: no id of an element begins with `#`. */
const localTable = '#local';

export const routerId = ({ id }: Pick<GcpNetwork, 'id'>): string => `${id}#router`;

export const edgeLink = ({ id }: Pick<GcpNetwork, 'id'>): string => `edge ${id}`;

/** The line to the edge where Google's front ends are. */
export const frontLink = ({ id }: Pick<GcpNetwork, 'id'>): string => `fronts ${id}`;

export const natLink = ({ gateway }: Nat): string => `nat ${gateway.id}`;

/**
 * What a network does with packets between its machines: a machine has an address of 32 bits and hands everything to the gateway of its subnet
 * (Compute Engine, network interfaces). Subnets and alias ranges first, those of joined networks too; then the routes that are written, and the one to the Internet.
 */
export function networkRouter(network: GcpNetwork): Device {
  const { subnets, nats, mtu, peers } = network;
  const ports = subnets.map((subnet): Interface => {
    const address = gatewayOf(subnet);
    return {
      ...{ name: subnet.name, mac: macOf('gce', address.ip), addresses: [address], answers: [address.ip] },
      ...{ link: segmentOf(subnet.id), mtu, source: subnet.id },
    };
  });
  const line = (name: string, link: string): Interface => ({ name, addresses: [], answers: [], link, mtu });
  const lines: Interface[] = [
    ...(hasFronts(network) ? [line(frontPort, frontLink(network))] : []),
    line(internetPort, edgeLink(network)),
    ...nats.map((nat) => line(natPort(nat), natLink(nat))),
    ...peers.map((peer) => line(peerPort(peer), peerLink(peer))),
  ];
  const forwarded = forwardingWays(network);
  const out = waysOut(network);
  const own = ownRoutes(network);
  const tables = new Map<string, readonly Route[]>([
    ['local', [metadataRoute(internetPort)]],
    ...forwarded.tables,
    ...peers.map((peer) => [joinedTable(peer), joinedRoutes(network, peer, own)] as const),
    [localTable, [...own, ...besideRoutes(network)]],
    ...out.tables,
  ]);
  const order: PolicyRule[] = [
    { priority: 0, table: 'local' },
    ...forwarded.before,
    ...peers.map((peer) => ({ priority: 70, iif: peerPort(peer), table: joinedTable(peer) })),
    { priority: 100, table: localTable },
    ...nats.map((nat) => ({ priority: 110, iif: natPort(nat), table: internetTable })),
    ...forwarded.back.map((rule) => ({ ...rule, priority: 120 })),
    ...out.rules,
  ];
  return {
    id: routerId(network),
    name: 'VPC network',
    kind: 'router',
    source: network.id,
    interfaces: [...ports, ...lines],
    rules: order,
    tables,
    neighbours: [],
    conntrack: false,
    forwarding: true,
    ...answersMetadata(network.id),
    rpFilter: {},
    silent: true,
    words: { table: () => 'VPC routes', noRoute: 'VPC-NOROUTE' },
  };
}

/** To its subnets and their secondary ranges. */
function ownRoutes({ subnets, secondary, aliases }: GcpNetwork): readonly Route[] {
  const portOf = new Map(subnets.map((each) => [each.id, each.name]));
  return [
    ...subnets.map((subnet): Route => {
      const dev = portOf.get(subnet.id)!;
      return { to: blockOf(subnet), type: 'unicast', dev, entry: `${subnet.cidr} → subnet ${subnet.name}` };
    }),
    // what no machine has of them is lost in the network (VPC documentation, subnet routes: for primary and secondary ranges)
    ...secondary.flatMap(({ block, name, subnet, source }): Route[] => {
      const dev = portOf.get(subnet);
      if (dev === undefined) return [];
      const entry = `${showCidr(block)} → ${name === undefined ? 'pods' : name} of subnet ${dev}`;
      return [{ to: block, type: 'unicast', dev, entry, source }];
    }),
    ...aliases.map(({ block, machine, subnet, source }): Route => {
      const dev = portOf.get(subnet)!;
      return { to: block, type: 'unicast', via: machine, dev, source };
    }),
  ];
}

/** To what no route of the network can be written for: joined networks, and what Google has beside it. */
function besideRoutes(network: GcpNetwork): readonly Route[] {
  const { open, nats, peers } = network;
  return [
    ...peers.flatMap((peer) =>
      peer.blocks.map(
        ({ block }): Route => ({
          ...{ to: block, type: 'unicast', dev: peerPort(peer), source: peer.id },
          entry: `${showCidr(block)} → ${peer.name}: network ${peer.network}`,
        }),
      ),
    ),
    ...open.map(({ to, what, source }): Route => ({ to, type: 'unicast', entry: what, unmodelled: what, source })),
    ...(hasFronts(network)
      ? [
          {
            to: cidr(frontEnds.block),
            type: 'unicast' as const,
            dev: frontPort,
            entry: `${frontEnds.block} → Google's front ends`,
          },
        ]
      : []),
    ...nats.map((nat): Route => {
      const { name, id } = nat.gateway;
      const entry = `an address of ${name}`;
      return { to: single(nat.address), type: 'unicast', dev: natPort(nat), entry, source: id };
    }),
  ];
}

const joinedTable = ({ id }: Peer): string => `#joined ${id}`;

const everywhere: Cidr = cidr('0.0.0.0/0');

/** Where packets of a joined network go: to the subnets of this one and by the routes that it tells, and nowhere else (VPC documentation, VPC Network Peering: no transitive peering). */
function joinedRoutes({ name, subnets }: GcpNetwork, peer: Peer, own: readonly Route[]): readonly Route[] {
  const portOf = new Map(subnets.map((each) => [each.id, each.name]));
  const told = peer.exported.flatMap(({ to, text, hop, source }): Route[] => {
    const base = { to, ...(source === undefined ? {} : { source }) };
    const entry = `${text} → ${hop.kind === 'instance' ? hop.name : hop.kind}, which ${name} tells ${peer.network}`;
    if (hop.kind === 'instance')
      return [{ ...base, type: 'unicast', via: hop.via, dev: portOf.get(hop.subnet)!, entry }];
    return hop.kind === 'blackhole' ? [{ ...base, type: 'blackhole', entry }] : [];
  });
  return [
    ...own,
    ...told,
    {
      ...{ to: everywhere, type: 'blackhole', cause: 'PEER-TRANS', source: peer.id },
      entry: `${peer.name} leads to the subnets of network ${name} and no further`,
    },
  ];
}

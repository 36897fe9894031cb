import { cidr, showCidr } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { Device, Interface } from '../../../network/network.ts';
import type { PolicyRule, Route } from '../../../network/route.ts';
import { hasFronts } from './forwarding-rules.ts';
import { forwardingWays, frontPort } from './forwarding-ways.ts';
import { blockOf, type GcpNetwork, gatewayOf, type Nat, segmentOf, single } from './network.ts';
import { frontEnds } from './ranges.ts';

/** The router's interface to the Internet. */
export const internetPort = 'internet';

/** Of its tables: no id of an element begins with `#`. */
const localTable = '#local';
const internetTable = '#internet';
const googleTable = '#google';
const natTable = ({ gateway }: Nat): string => `#nat ${gateway.id}`;

export const routerId = ({ id }: Pick<GcpNetwork, 'id'>): string => `${id}#router`;

export const edgeLink = ({ id }: Pick<GcpNetwork, 'id'>): string => `edge ${id}`;

/** The line to the edge where Google's front ends are. */
export const frontLink = ({ id }: Pick<GcpNetwork, 'id'>): string => `fronts ${id}`;

export const natPort = ({ gateway }: Nat): string => `to-${gateway.name}`;

export const natLink = ({ gateway }: Nat): string => `nat ${gateway.id}`;

const everywhere = cidr('0.0.0.0/0');
const googleAccess = "which addresses are Google's own services (private-ip-google-access)";

/** It answers every machine, about itself and about names (Compute Engine, VM metadata; Cloud DNS, VPC resolver). */
const metadataServer = cidr('169.254.169.254/32');

/**
 * What a network does with packets between its machines: a machine has an address of 32 bits and hands everything to the gateway of its subnet
 * (Compute Engine, network interfaces). Subnets and alias ranges first; what is for elsewhere leaves with the machine's external
 * address, else by the NAT of its region, else it goes nowhere.
 */
export function networkRouter(network: GcpNetwork): Device {
  const { subnets, aliases, secondary, nats, external, mtu, passed, open, reachGoogle } = network;
  const portOf = new Map(subnets.map((each) => [each.id, each.name]));
  const ports = subnets.map((subnet): Interface => {
    const address = gatewayOf(subnet);
    return {
      ...{ name: subnet.name, mac: macOf('gce', address.ip), addresses: [address], answers: [address.ip] },
      ...{ link: segmentOf(subnet.id), mtu, source: subnet.id },
    };
  });
  const fronts: Interface[] = !hasFronts(network)
    ? []
    : [{ name: frontPort, addresses: [], answers: [], link: frontLink(network), mtu }];
  const lines: Interface[] = [
    ...fronts,
    { name: internetPort, addresses: [], answers: [], link: edgeLink(network), mtu },
    ...nats.map((nat): Interface => ({ name: natPort(nat), addresses: [], answers: [], link: natLink(nat), mtu })),
  ];
  const local: Route[] = [
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
    ...open.map(({ to, what, source }): Route => ({ to, type: 'unicast', entry: what, unmodelled: what, source })),
    {
      ...{ to: metadataServer, type: 'unicast', entry: '169.254.169.254/32', default: true },
      unmodelled: 'the metadata server of Google Cloud',
    },
    ...fronts.map(
      (): Route => ({
        to: cidr(frontEnds.block),
        type: 'unicast',
        dev: frontPort,
        entry: `${frontEnds.block} → Google's front ends`,
      }),
    ),
    ...nats.map((nat): Route => {
      const { name, id } = nat.gateway;
      return {
        to: single(nat.address),
        type: 'unicast',
        dev: natPort(nat),
        entry: `an address of ${name}`,
        source: id,
      };
    }),
  ];
  const internet: Route = {
    ...{ to: everywhere, type: 'unicast', dev: internetPort, default: true },
    entry: '0.0.0.0/0 → default-internet-gateway',
  };
  const ways = forwardingWays(network);
  const tables = new Map<string, readonly Route[]>([
    ...ways.tables,
    [localTable, local],
    [internetTable, [internet]],
    [googleTable, [{ to: everywhere, type: 'unicast', entry: googleAccess, unmodelled: googleAccess }]],
    ...nats.map((nat) => {
      const { name, id } = nat.gateway;
      const route: Route = {
        to: everywhere,
        type: 'unicast',
        dev: natPort(nat),
        entry: `0.0.0.0/0 → ${name}`,
        source: id,
      };
      return [natTable(nat), [route]] as const;
    }),
  ]);
  const order: PolicyRule[] = [
    ...ways.before,
    { priority: 100, table: localTable },
    ...nats.map((nat) => ({ priority: 200, iif: natPort(nat), table: internetTable })),
    // who answers in the place of a balancer needs no other address
    ...passed.map(({ address }) => ({ priority: 300, from: single(address), table: internetTable })),
    ...ways.back,
    ...[...external.keys()].map((ip) => ({ priority: 300, from: single(ip), table: internetTable })),
    ...subnets.flatMap(({ id, name }): PolicyRule[] => {
      const nat = nats.find(({ serves }) => serves(id));
      const table = nat ? natTable(nat) : reachGoogle.has(id) ? googleTable : undefined;
      return table === undefined ? [] : [{ priority: 400, iif: name, table }];
    }),
    { priority: 500, table: internetTable },
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
    sockets: [],
    rpFilter: {},
    silent: true,
    words: { table: () => 'VPC routes', noRoute: 'VPC-NOROUTE' },
  };
}

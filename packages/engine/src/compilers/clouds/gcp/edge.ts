import { cidr, ip, showIp } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { Device, Link } from '../../../network/network.ts';
import type { Route } from '../../../network/route.ts';
import { baseRules } from '../../machine.ts';
import type { Uplink } from '../cloud.ts';
import { google } from './border.ts';
import { hasFronts } from './forwarding-rules.ts';
import { blockOf, type GcpNetwork, segmentOf, single } from './network.ts';
import { frontEnds } from './ranges.ts';
import { frontLink } from './router.ts';

const [outside, fronts, network] = ['internet', 'front-ends', 'network'];

/** Bytes of the largest packet towards the Internet. */
const outerMtu = 1500;

const edgeId = ({ id }: Pick<GcpNetwork, 'id'>): string => `${id}#edge`;

/**
 * Google's edge, where its front ends are: it announces the addresses of forwarding rules, and front ends reach the machines of the network
 * from there, past its border (Cloud Load Balancing documentation, external Application Load Balancers). Undefined: nothing is balanced.
 */
export function googlesEdge(
  of: GcpNetwork,
): { readonly device: Device; readonly links: readonly Link[]; readonly uplink: Uplink } | undefined {
  const { vips, passed, relayed, subnets, aliases, mtu } = of;
  if (!hasFronts(of)) return undefined;
  const id = edgeId(of);
  const own = ip(frontEnds.gateway);
  const outer = passed.filter(({ inside }) => !inside);
  const proxied = relayed.filter(({ clients }) => clients === undefined);
  const publics = [...vips.map((each) => each.public), ...[...outer, ...proxied].map(({ address }) => address)];
  const block = cidr(frontEnds.block);
  const main: readonly Route[] = [
    { to: block, type: 'unicast', dev: fronts, entry: `${frontEnds.block}: front ends` },
    ...vips.map(
      ({ public: vip, from, source }): Route => ({
        ...{ to: single(vip), type: 'unicast', dev: fronts, via: from, source },
        entry: `forwarding rule of ${showIp(vip)}`,
      }),
    ),
    ...outer.map(
      ({ address, source }): Route => ({
        ...{ to: single(address), type: 'unicast', dev: fronts, source },
        entry: `forwarding rule of ${showIp(address)}`,
      }),
    ),
    ...proxied.map(
      ({ address, source }): Route => ({
        ...{ to: single(address), type: 'unicast', dev: network, source },
        entry: `forwarding rule of ${showIp(address)}: to the proxies in ${of.name}`,
      }),
    ),
    ...[...subnets.map(blockOf), ...aliases.map((each) => each.block)].map(
      (to): Route => ({ to, type: 'unicast', dev: network, entry: `into ${of.name}` }),
    ),
    { to: cidr('0.0.0.0/0'), type: 'unicast', dev: outside, entry: 'to the Internet' },
  ];
  const device: Device = {
    id,
    name: "Google's edge",
    kind: 'internet',
    interfaces: [
      { name: outside, addresses: [], answers: publics, link: `world ${id}`, mtu: outerMtu },
      {
        ...{ name: fronts, mac: macOf('gce', own), addresses: [{ ip: own, bits: block.bits }], answers: [own] },
        ...{ link: segmentOf(frontEnds.segmentIn(of.id)), mtu },
      },
      { name: network, addresses: [], answers: [], link: frontLink(of), mtu },
    ],
    rules: baseRules,
    tables: new Map([['main', main]]),
    ...{ neighbours: [], conntrack: false, forwarding: true, sockets: [], rpFilter: {}, silent: true },
    words: { table: () => "Google's edge", noRoute: 'BGP-NOROUTE' },
  };
  const links = [
    { id: segmentOf(frontEnds.segmentIn(of.id)), l2: true, members: [{ device: id, interface: fronts }] },
    { id: frontLink(of), l2: false, members: [{ device: id, interface: network }] },
    { id: `world ${id}`, l2: false, members: [{ device: id, interface: outside }] },
  ];
  return { device, links, uplink: { device: id, interface: outside, publics, system: google } };
}

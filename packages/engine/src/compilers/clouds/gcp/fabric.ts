import { type Ip, ip, lastOf, plus, showIp } from '../../../base/addr/index.ts';
import type { Guard } from '../../../network/guard.ts';
import { macOf } from '../../../network/mac.ts';
import type { Device, Interface, Link } from '../../../network/network.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { Fabric, Plug } from '../cloud.ts';
import { borderId, cloudNat, google, internetBorder, outside } from './border.ts';
import { googlesEdge } from './edge.ts';
import { marksOf } from './firewall.ts';
import { frontPort } from './forwarding-ways.ts';
import { type Alias, gatewayOf, networkOf, segmentOf } from './network.ts';
import { peerLink, peerPort } from './peerings.ts';
import { frontEnds } from './ranges.ts';
import { edgeLink, frontLink, natLink, networkRouter, routerId } from './router.ts';
import { firewallOf } from './rules-of.ts';
import { internetPort, natPort } from './ways-out.ts';

/** One network of Google Cloud: its router, its border, its NATs, and a segment for each subnet. */
export function gcpFabric(plan: Plan, id: ElementId): Fabric {
  const network = networkOf(plan, id);
  const router = networkRouter(network);
  const world = `world ${id}`;
  const border = internetBorder(network, world);
  const edge = googlesEdge(network);
  const nats = network.nats.map((nat) => cloudNat(nat, network.mtu));
  const members = new Map<string, { device: string; interface: string }[]>();
  const join = (link: string, device: string, name: string): void => {
    members.set(link, [...(members.get(link) ?? []), { device, interface: name }]);
  };
  for (const { id: link, members: ends } of edge?.links ?? [])
    for (const { device, interface: name } of ends) join(link, device, name);
  if (edge) join(frontLink(network), routerId(network), frontPort);
  for (const { id: subnet, name } of network.subnets) join(segmentOf(subnet), routerId(network), name);
  join(edgeLink(network), routerId(network), internetPort);
  join(edgeLink(network), borderId(network), 'vpc');
  join(world, borderId(network), outside);
  for (const nat of network.nats) {
    join(natLink(nat), routerId(network), natPort(nat));
    join(natLink(nat), nat.gateway.id, 'nic0');
  }
  for (const peer of network.peers) join(peerLink(peer), routerId(network), peerPort(peer));
  const firewall = firewallOf(plan, id);
  const marks = marksOf(plan);
  const attach = (plug: Plug): Interface => {
    join(segmentOf(plug.subnet), plug.device, plug.name);
    const own = [plug.primary, ...plug.secondaries];
    const takes = network.passed.flatMap(({ address, machines }) => (machines.has(plug.primary) ? [address] : []));
    const nic: Interface = {
      name: plug.name,
      mac: macOf('gce', plug.primary),
      addresses: plug.bare ? [] : own.map((ip) => ({ ip, bits: 32 })),
      ...(takes.length > 0 && plug.guarded ? { takes } : {}),
      answers: own,
      link: segmentOf(plug.subnet),
      mtu: plug.mtu ?? network.mtu,
      source: plug.id,
    };
    if (!plug.guarded) return nic;
    const mark = marks.get(plug.id) ?? { tags: [] };
    const aliases = network.aliases.filter(({ machine }) => machine === plug.primary);
    firewall.attach(mark, own);
    return {
      ...nic,
      guard: { ...(mark.forwards ? {} : checkOf(plug, [...own, ...takes], aliases)), ...firewall.listsOf(mark) },
    };
  };
  const devices: readonly Device[] = [router, border, ...(edge ? [edge.device] : []), ...nats];
  const publics = [...border.mapping!.pairs.values()].map((pair) => pair.public);
  return {
    devices,
    attach,
    // a machine's prefix is its address alone
    routerOf: (subnet, family = 4) => {
      if (family === 6) return undefined;
      if (subnet === frontEnds.segmentIn(id)) return { ip: ip(frontEnds.gateway), bits: 32 };
      const found = network.subnets.find((each) => each.id === subnet);
      return found && { ip: gatewayOf(found).ip, bits: 32 };
    },
    links: () =>
      [...members].map(([link, list]): Link => ({ id: link, l2: link.startsWith('segment '), members: list })),
    drawn: drawnIn(plan, id),
    ...(edge ? { probers: frontEnds.segmentIn(id) } : {}),
    uplinks: [
      { device: borderId(network), interface: outside, publics, system: google },
      ...(edge ? [edge.uplink] : []),
    ],
  };
}

/** Addresses of forwarding rules that nobody wrote. */
const drawnIn = ({ balancers }: Plan, id: ElementId): ReadonlyMap<Ip, string> =>
  new Map(
    balancers
      .filter(({ vpc }) => vpc === id)
      .flatMap(({ nodes }) =>
        nodes.flatMap(({ public: outer }) =>
          outer?.drawn ? [[ip(outer.address), 'a public address of Google'] as const] : [],
        ),
      ),
  );

/** Without `can-ip-forward` a machine sends and gets its own addresses, those of its alias ranges, and those of forwarding rules that lead to it (Compute Engine, IP forwarding). */
function checkOf(
  { name, primary, checked }: Plug,
  own: readonly Ip[],
  aliases: readonly Alias[],
): Pick<Guard, 'addresses'> {
  if (checked === false) return {};
  const of = new Set(own);
  for (const { block } of aliases) for (let ip = block.base; ip !== lastOf(block); ip = plus(ip, 1)) of.add(ip);
  for (const { block } of aliases) of.add(lastOf(block));
  const text = `the addresses of ${name} (${showIp(primary)}${aliases.length > 0 ? ' and its alias ranges' : ''})`;
  return { addresses: { of, text, stage: 'IP forwarding', cause: 'SRCDST' } };
}

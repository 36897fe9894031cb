import { type Cidr, contains, type Ip, mask, parseCidr, parseIp } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { Interface, Neighbour } from '../../../network/network.ts';
import type { Route } from '../../../network/route.ts';
import { overheadOf, type Tunnel } from '../../../network/tunnel.ts';
import type { CniNode } from '../cni.ts';
import type { CalicoSwitches } from './settings.ts';

/** What Felix and the kernel call their tunnels. */
export const tunnelNames = { ipip: 'tunl0', vxlan: 'vxlan.calico' } as const;

/** Another node, as Felix and BIRD know it. */
interface Peer {
  readonly blocks: readonly Cidr[];
  readonly address: Ip;
  readonly tunnel: Ip | undefined;
}

export interface BetweenNodes {
  readonly interfaces: readonly Interface[];
  readonly routes: readonly Route[];
  readonly neighbours: readonly Neighbour[];
  /** Bytes of the largest packet of a pod. */
  readonly mtu: number;
}

const blocksOf = (texts: readonly string[] | undefined): readonly Cidr[] =>
  (texts ?? []).flatMap((text) => parseCidr(text)?.cidr ?? []);

/**
 * The way to the blocks of other nodes (projectcalico/calico v3.32, felix/dataplane/linux, confd's bird templates; observed on 6.12 of both kinds of
 * tunnels): by IP in IP `via` the node itself, by VXLAN `via` the address of its tunnel, or as BGP says, where the next hop of a node in
 * another subnet is found through the router.
 */
export function betweenNodes(on: CniNode, { tunnel: kind, crossSubnet, mtu: written }: CalicoSwitches): BetweenNodes {
  const nic = on.nics[0];
  const own = nic?.interface.addresses[0];
  const mtu = nic?.interface.mtu ?? 1500;
  if (!nic || !own) return { interfaces: [], routes: [], neighbours: [], mtu: written ?? mtu };
  const toldOf = learnsAll(on);
  const peers = on.nodes.flatMap((node): Peer[] => {
    const address = parseIp(node.address ?? '');
    if (node.id === on.node.id || address === undefined || !toldOf) return [];
    return [{ blocks: blocksOf(node.podBlocks), address, tunnel: parseIp(node.tunnelAddress ?? '') }];
  });
  const segment: Cidr = { base: mask(own.ip, own.bits), bits: own.bits };
  const isNear = ({ address }: Peer): boolean => contains(segment, address);
  // the node's own blocks lead nowhere but to its pods
  const drops = blocksOf(on.node.podBlocks).map((to): Route => ({ to, type: 'blackhole', proto: 'bird' }));
  const direct = (peer: Peer): readonly Route[] => {
    const via = isNear(peer) ? peer.address : nic.router?.ip;
    return via === undefined
      ? []
      : peer.blocks.map((to) => ({ to, type: 'unicast', via, dev: nic.interface.name, proto: 'bird' }));
  };
  const isDirect = (peer: Peer): boolean => kind === 'none' || (crossSubnet && isNear(peer));
  const address = parseIp(on.node.tunnelAddress ?? '');
  const routes = [...drops, ...peers.filter(isDirect).flatMap(direct)];
  if (kind === 'none' || kind === undefined || address === undefined)
    return { interfaces: [], routes, neighbours: [], mtu: written ?? mtu };
  const far = peers.filter((peer) => !isDirect(peer));
  const made = kind === 'ipip' ? ipip(far) : vxlan(far, own.ip, nic.interface.name);
  const fits = mtu - overheadOf(made.tunnel, own.ip);
  // the kernel makes no VXLAN larger than its interface leaves (vxlan_core.c, __vxlan_change_mtu); IP in IP may be
  const tunnelMtu = kind === 'vxlan' ? Math.min(written ?? fits, fits) : (written ?? fits);
  const device: Interface = {
    name: made.name,
    ...(made.mac ? { mac: macOf('tunnel', address) } : {}),
    addresses: [{ ip: address, bits: 32 }],
    answers: [address],
    mtu: tunnelMtu,
    tunnel: made.tunnel,
    source: on.origin,
  };
  return {
    interfaces: [device],
    routes: [...routes, ...made.routes],
    neighbours: made.neighbours,
    mtu: written ?? fits,
  };
}

/**
 * Whether a node hears of the blocks of all others: from each of them, or from a reflector of their own system. Another system passes them on with
 * their own number on the way, which they take for a loop (RFC 4271, 9.1.2; BIRD, `allow local as` is off). Felix needs no BGP for VXLAN.
 */
const learnsAll = ({ cluster: { bgp } }: CniNode): boolean =>
  bgp === undefined || bgp.mesh || bgp.peers.some(({ as }) => as === bgp.as);

interface Made {
  readonly name: string;
  readonly mac: boolean;
  readonly tunnel: Tunnel;
  readonly routes: readonly Route[];
  readonly neighbours: readonly Neighbour[];
}

/** The kernel's own `tunl0`, whose other end is the next hop. */
const ipip = (peers: readonly Peer[]): Made => ({
  name: tunnelNames.ipip,
  mac: false,
  tunnel: { kind: 'ipip' },
  routes: peers.flatMap(({ blocks, address }) =>
    blocks.map(
      (to): Route => ({ to, type: 'unicast', via: address, dev: tunnelNames.ipip, proto: 'bird', onlink: true }),
    ),
  ),
  neighbours: [],
});

function vxlan(peers: readonly Peer[], local: Ip, dev: string): Made {
  const name = tunnelNames.vxlan;
  const known = peers.flatMap(({ tunnel, ...peer }) => (tunnel === undefined ? [] : [{ ...peer, tunnel }]));
  const forwarding = new Map(known.map(({ tunnel, address }) => [macOf('tunnel', tunnel), address]));
  return {
    name,
    mac: true,
    tunnel: { kind: 'vxlan', local, dev, vni: 4096, port: 4789, forwarding },
    routes: known.flatMap(({ blocks, tunnel }) =>
      blocks.map((to): Route => ({ to, type: 'unicast', via: tunnel, dev: name, onlink: true })),
    ),
    neighbours: known.map(({ tunnel }) => ({
      ip: tunnel,
      dev: name,
      mac: macOf('tunnel', tunnel),
      state: 'PERMANENT',
    })),
  };
}

import { type Cidr, contains, type Ip, mask, parseCidr, parseIp, single } from '../../../base/addr/index.ts';
import type { TunnelEnd } from '../../../network/ebpf.ts';
import { macOf } from '../../../network/mac.ts';
import type { Interface, Link } from '../../../network/network.ts';
import type { Route } from '../../../network/route.ts';
import { overheadOf } from '../../../network/tunnel.ts';
import type { CniNode } from '../cni.ts';
import type { CiliumSwitches } from './settings.ts';

/** What the agent calls its interfaces. */
export const tunnelName = (kind: 'vxlan' | 'geneve'): string => `cilium_${kind}`;
export const host = 'cilium_host';
const peer = 'cilium_net';

export interface BetweenNodes {
  readonly interfaces: readonly Interface[];
  readonly links: readonly Link[];
  readonly routes: readonly Route[];
  /** The interface that tunnels, and whom it leads to. */
  readonly tunnel: { readonly dev: string; readonly to: readonly TunnelEnd[] } | undefined;
  /** Other nodes, with their blocks. */
  readonly peers: readonly TunnelEnd[];
  /** The same interface where only direct answers need it. */
  readonly dsrDev: string | undefined;
  /** Bytes of the largest packet of a pod. */
  readonly mtu: number;
}

const blocksOf = (texts: readonly string[] | undefined): readonly Cidr[] =>
  (texts ?? []).flatMap((text) => parseCidr(text)?.cidr ?? []);

/**
 * The node's own interfaces of Cilium and its routes (pkg/datapath/linux/node.go, and read on nodes of 1.17 and 1.18): every block is
 * reached by `cilium_host`, whose program takes over there; in native routing blocks of others have a route where they are on the same segment
 * and `autoDirectNodeRoutes` is set, and else the way of everything.
 */
export function betweenNodes(on: CniNode, router: Ip, switches: CiliumSwitches): BetweenNodes {
  const { tunnel: kind, tunnelPort, directRoutes, dsrByGeneve, forward } = switches;
  const nic = on.nics[0]?.interface;
  const own = nic?.addresses[0];
  const mtu = switches.mtu ?? nic?.mtu ?? 1500;
  const peers = on.nodes.flatMap((node) => {
    const address = parseIp(node.address ?? '');
    if (node.id === on.node.id || address === undefined) return [];
    return blocksOf(node.podBlocks).map((block): TunnelEnd => ({ block, node: address }));
  });
  const viaHost = (to: Cidr): Route => ({
    ...{ to, type: 'unicast', via: router, dev: host, proto: 'kernel', src: router },
    source: on.origin,
  });
  const segment: Cidr | undefined = own && { base: mask(own.ip, own.bits), bits: own.bits };
  const near = directRoutes && !kind && segment ? peers.filter(({ node }) => contains(segment, node)) : [];
  const dsrKind = kind === undefined && dsrByGeneve && forward.tcp === 'dsr' ? ('geneve' as const) : undefined;
  const made = kind ?? dsrKind;
  const link = `veth ${on.node.id} ${host}`;
  const end = (name: string, addresses: Interface['addresses']): Interface => ({
    ...{ name, mac: name === host ? macOf('bridge', router) : macOf('router', router), addresses, link, mtu },
    answers: addresses.map(({ ip }) => ip),
    noArp: true,
    source: on.origin,
  });
  const device: Interface | undefined = made && {
    name: tunnelName(made),
    mac: macOf('tunnel', router),
    addresses: [],
    answers: [],
    mtu,
    tunnel: { kind: made, external: true, port: tunnelPort },
    source: on.origin,
  };
  return {
    interfaces: [end(host, [{ ip: router, bits: 32 }]), end(peer, []), ...(device ? [device] : [])],
    links: [
      {
        ...{ id: link, l2: true },
        members: [host, peer].map((name) => ({ device: on.node.id, interface: name })),
      },
    ],
    routes: [
      { to: single(router), type: 'unicast', dev: host, proto: 'kernel', scope: 'link', source: on.origin },
      ...blocksOf(on.node.podBlocks).map(viaHost),
      ...(kind ? peers.map(({ block }) => viaHost(block)) : []),
      ...near.map(
        ({ block, node }): Route => ({
          ...{ to: block, type: 'unicast', via: node, dev: nic!.name, proto: 'kernel' },
          source: on.origin,
        }),
      ),
    ],
    tunnel: kind && { dev: tunnelName(kind), to: peers },
    peers,
    dsrDev: made && forward.tcp === 'dsr' && dsrByGeneve ? tunnelName(made) : undefined,
    // the agent writes it into the routes of pods, whose interfaces have the node's
    mtu: kind && own ? mtu - overheadOf({ kind }, own.ip) : mtu,
  };
}

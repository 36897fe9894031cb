import { type Cidr, contains, type Ip, mask, parseCidr, parseIp } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { Interface, Neighbour } from '../../../network/network.ts';
import type { Route } from '../../../network/route.ts';
import { overheadOf, type Peer } from '../../../network/tunnel.ts';
import type { CniNode } from '../cni.ts';
import { bytesOf } from '../written-mtu.ts';
import type { FlannelSwitches } from './settings.ts';

/** Another node, as its lease says: its block, and its address. */
interface Lease {
  readonly name: string;
  readonly block: Cidr;
  readonly address: Ip;
}

export interface BetweenNodes {
  readonly interfaces: readonly Interface[];
  readonly routes: readonly Route[];
  readonly neighbours: readonly Neighbour[];
  /** Bytes of the largest packet of a pod. */
  readonly mtu: number;
}

/** The MAC of a node's `flannel.1`, which it draws: netk has one that says its block. */
const tunnelMac = ({ block }: Pick<Lease, 'block'>): string => macOf('tunnel', block.base);

/**
 * The way to the blocks of other nodes (flannel bd2e72e, pkg/backend/vxlan/vxlan_network.go; hostgw): a tunnel with permanent
 * neighbours and an entry of the forwarding database for each node, or routes to nodes of the same segment. A node of another
 * segment gets no route by host-gw: the kernel refuses a gateway that is not on a link.
 */
export function betweenNodes(
  on: CniNode,
  own: Cidr,
  { backend, vni, port, directRouting, mtu: written }: FlannelSwitches,
): BetweenNodes {
  const nic = on.nics[0]?.interface;
  const address = nic?.addresses[0];
  const mtu = nic?.mtu ?? 1500;
  if (!nic || !address) return { interfaces: [], routes: [], neighbours: [], mtu };
  const leases = on.nodes.flatMap((node): Lease[] => {
    const block = parseCidr(node.podCidr ?? '')?.cidr;
    const ip = parseIp(node.address ?? '');
    return node.id !== on.node.id && block && ip !== undefined ? [{ name: node.name, block, address: ip }] : [];
  });
  const segment: Cidr = { base: mask(address.ip, address.bits), bits: address.bits };
  const isNear = (lease: Lease): boolean => contains(segment, lease.address);
  const direct = ({ block, address: via }: Lease): Route => ({ to: block, type: 'unicast', via, dev: nic.name });
  if (backend === 'host-gw') return { interfaces: [], routes: leases.filter(isNear).map(direct), neighbours: [], mtu };
  if (backend === 'wireguard') return byWireguard(on, own, leases, { port, outer: bytesOf(written) ?? mtu });
  const name = `flannel.${vni}`;
  const far = leases.filter((lease) => !directRouting || !isNear(lease));
  const tunnel = { kind: 'vxlan' as const, local: address.ip, dev: nic.name, vni, port };
  const around = overheadOf(tunnel, address.ip);
  const outer = bytesOf(written) ?? mtu;
  const device: Interface = {
    name,
    mac: tunnelMac({ block: own }),
    addresses: [{ ip: own.base, bits: 32 }],
    answers: [own.base],
    // the kernel makes none that its interface cannot send (vxlan_core.c, __vxlan_change_mtu)
    mtu: Math.min(outer, mtu) - around,
    tunnel: { ...tunnel, forwarding: new Map(far.map((lease) => [tunnelMac(lease), lease.address])) },
    source: on.origin,
  };
  return {
    interfaces: [device],
    routes: [
      ...leases.filter((lease) => directRouting && isNear(lease)).map(direct),
      ...far.map(({ block }): Route => ({ to: block, type: 'unicast', via: block.base, dev: name, onlink: true })),
    ],
    neighbours: far.map((lease) => ({
      ip: lease.block.base,
      dev: name,
      mac: tunnelMac(lease),
      state: 'PERMANENT' as const,
    })),
    mtu: outer - around,
  };
}

/** What flannel keeps free for WireGuard, whatever it is carried by (pkg/backend/wireguard, overhead), and its interface. */
export const wireguard = { around: 80, name: 'flannel-wg' } as const;

/**
 * The same by WireGuard (flannel 0f89b8d, pkg/backend/wireguard): one route for the whole network, and a peer for each node that may have the
 * addresses of its block. Each node draws its key; netk calls it by the node's name.
 */
function byWireguard(
  { cluster, node, origin }: CniNode,
  own: Cidr,
  leases: readonly Lease[],
  { port, outer }: { readonly port: number; readonly outer: number },
): BetweenNodes {
  const { name } = wireguard;
  const mtu = outer - wireguard.around;
  const peers = leases.map(
    (lease): Peer => ({ key: lease.name, endpoint: lease.address, port, allowed: [lease.block] }),
  );
  const whole = parseCidr(cluster.clusterCidr ?? '')?.cidr;
  return {
    interfaces: [
      {
        name,
        addresses: [{ ip: own.base, bits: 32 }],
        answers: [own.base],
        mtu,
        tunnel: { kind: 'wireguard', port, key: node.name, peers },
        source: origin,
      },
    ],
    routes: whole ? [{ to: whole, type: 'unicast', dev: name, scope: 'link' }] : [],
    neighbours: [],
    mtu,
  };
}

import { ip } from '../../../base/addr/index.ts';
import { notModelled } from '../../../base/not-modelled.ts';
import { withSource } from '../../../network/netfilter.ts';
import { overheadOf } from '../../../network/tunnel.ts';
import { type NodePart, noPart } from '../../part.ts';
import type { Cni, CniNode } from '../cni.ts';
import { chained } from '../plugins/index.ts';
import { underlayRoutes } from '../underlay.ts';
import { writtenMtu } from '../written-mtu.ts';
import { besideIpvs } from './beside-ipvs.ts';
import { betweenNodes, tunnelNames } from './between-nodes.ts';
import { appended, calicoChains } from './chains.ts';
import { routePod } from './pods.ts';
import { type CalicoSwitches, calicoBgp, calicoSettings, calicoSwitches } from './settings.ts';

/** Calico with iptables: routed veths with /32 addresses out of blocks, and BGP, IP in IP or VXLAN between the nodes. */
export const calico: Cni = {
  id: 'calico',
  doc: 'Calico: routed veths with addresses out of blocks, and routes, IP in IP or VXLAN between the nodes.',
  podAddresses: 'own-blocks',
  blockBits: (settings) => calicoSwitches(settings).blockBits,
  settings: calicoSettings,
  bgp: calicoBgp,
  sendsBare: (settings) => {
    const { tunnel, crossSubnet } = calicoSwitches(settings);
    return tunnel === 'none' || crossSubnet;
  },
  tunnelPort: (settings) => {
    const { tunnel } = calicoSwitches(settings);
    if (tunnel === 'vxlan') return { protocol: 'udp', port: 4789 };
    return tunnel === 'ipip' ? { protocol: 'ip/4' } : undefined;
  },
  passes: (settings) => {
    const { tunnel } = calicoSwitches(settings);
    return tunnel === 'ipip' || tunnel === 'vxlan' ? { tunnel: tunnelNames[tunnel] } : {};
  },
  writtenMtu: (settings) => {
    const { tunnel } = calicoSwitches(settings);
    const isTunnel = tunnel === 'ipip' || tunnel === 'vxlan';
    return writtenMtu(settings, 'mtu', isTunnel ? overheadOf({ kind: tunnel }, 0) : 0);
  },
  acceptsForwarding: true,
  lower,
};

function lower(on: CniNode): NodePart {
  const switches = calicoSwitches(on.settings);
  const none: NodePart = { ...noPart(), tables: new Map([['main', underlayRoutes(on)]]) };
  const { clusterCidr } = on.cluster;
  if (clusterCidr === undefined) return none;
  const why = unknownOf(on, switches);
  const between = betweenNodes(on, switches);
  const routed = on.pods.flatMap((pod) => routePod(on, pod, between.mtu) ?? []);
  const addresses = on.nodes.flatMap(({ address }) => address ?? []);
  const pods = routed.map(({ pod, host }) => {
    const { rules, about } = on.policiesAt(pod) ?? {};
    return { pod, host: host.name, ...(rules ? { rules } : {}), ...(about ? { about } : {}) };
  });
  const part: NodePart = {
    ...noPart(),
    interfaces: [...between.interfaces, ...routed.map(({ host }) => host)],
    tables: new Map([['main', [...underlayRoutes(on), ...between.routes, ...routed.map(({ route }) => route)]]]),
    neighbours: between.neighbours,
    // Felix keeps its jumps in front of all others
    ...(why === undefined
      ? {
          firstChains: withSource(
            calicoChains(
              clusterCidr,
              pods,
              switches,
              addresses,
              on.cluster.proxy === 'ipvs' ? besideIpvs(pods, ownAddresses(on, between)) : undefined,
            ),
            on.origin,
          ),
          chains: withSource(appended, on.origin),
        }
      : { unmodelled: [{ hook: 'all' as const, why: notModelled(why) }] }),
    pods: new Map(routed.map(({ pod, device }) => [pod.id, device])),
    links: routed.map(({ link }) => link),
  };
  const attached = routed.map((each) => ({ ...each, bits: 32, host: each.host.name, veth: each.host.name }));
  // its manifest chains portmap and bandwidth, in a network of this name
  return chained(part, ['portmap', 'bandwidth'], on, { network: 'k8s-pod-network', attached });
}

/** What Felix takes for the addresses of the node: those of all its interfaces but of `kube-ipvs0` (felix/config, InterfaceExclude). */
const ownAddresses = ({ nics }: CniNode, { interfaces }: Pick<NodePart, 'interfaces'>) => [
  ...[...nics.map((nic) => nic.interface), ...interfaces].flatMap(({ addresses }) => addresses.map(({ ip }) => ip)),
  ip('127.0.0.1'),
];

/** What of its settings is not modelled, and so what its nodes do with packets. */
function unknownOf({ cluster, version }: CniNode, { tunnel, written, dataplane }: CalicoSwitches): string | undefined {
  if (tunnel === undefined) return `encapsulation ${written} of Calico`;
  if (dataplane === 'BPF') return 'linuxDataplane BPF of Calico';
  const follows = dataplane === 'Nftables' || (dataplane === undefined && !isBefore(version, 3, 32));
  // NFTablesMode Auto, which follows kube-proxy, is the default since 3.32, and what the operator sets for Nftables (felix/config; tigera/operator, setNftablesMode)
  return cluster.proxy === 'nftables' && follows
    ? "Felix's own tables of nftables (`linuxDataplane Iptables` keeps it to iptables)"
    : undefined;
}

/** Whether a version is known to be an older one. */
function isBefore(version: string | undefined, major: number, minor: number): boolean {
  const [, first, second] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return first !== undefined && (Number(first) < major || (Number(first) === major && Number(second) < minor));
}

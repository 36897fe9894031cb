import { type Cidr, type Ip, parseCidr, parseIp } from '../../../base/addr/index.ts';
import { withSource } from '../../../network/netfilter.ts';
import { overheadOf } from '../../../network/tunnel.ts';
import { settingOf } from '../../../topology/setting.ts';
import { type NodePart, noPart } from '../../part.ts';
import type { Cni, CniNode } from '../cni.ts';
import { underlayRoutes } from '../underlay.ts';
import { betweenNodes, tunnelName } from './between-nodes.ts';
import { ciliumChains } from './chains.ts';
import { wirePod } from './pods.ts';
import { programs } from './programs.ts';
import { type CiliumSwitches, ciliumSettings, ciliumSwitches, maskOf, poolOf, replacesProxy } from './settings.ts';

/** Cilium: routed veths, and programs of eBPF that translate, forward and tunnel at sockets and interfaces. */
export const cilium: Cni = {
  id: 'cilium',
  doc: 'Cilium: programs of eBPF at sockets and interfaces, and tunnels or routes between the nodes.',
  podAddresses: 'own-blocks',
  oneBlock: true,
  blockBits: maskOf,
  pool: poolOf,
  ownProxy: (settings) => (replacesProxy(settings) ? 'ebpf' : undefined),
  settings: ciliumSettings,
  sendsBare: (settings) => ciliumSwitches(settings).tunnel === undefined,
  tunnelPort: (settings) => {
    const { tunnel, tunnelPort, dsrByGeneve, forward, replacesProxy: replaces } = ciliumSwitches(settings);
    const isUsed = tunnel !== undefined || (replaces && dsrByGeneve && forward.tcp === 'dsr');
    return isUsed ? { protocol: 'udp', port: tunnelPort } : undefined;
  },
  passes: (settings) => {
    const { tunnel } = ciliumSwitches(settings);
    return tunnel === undefined ? {} : { tunnel: tunnelName(tunnel) };
  },
  acceptsForwarding: true,
  // it says the packets of the nodes: those of pods are smaller by the tunnel
  writtenMtu: (settings) => {
    const { tunnel, mtu } = ciliumSwitches(settings);
    const line = settingOf(settings, 'MTU');
    if (!line || mtu === undefined) return undefined;
    const around = tunnel === undefined ? 0 : overheadOf({ kind: tunnel }, 0);
    return { line, pods: mtu - around, around, counts: 'nodes' };
  },
  mapsServices: (settings) => (replacesProxy(settings) ? 'all' : 'cluster-ips'),
  lower,
};

const ipsOf = (texts: readonly (string | undefined)[]): readonly Ip[] =>
  texts.flatMap((text) => parseIp(text ?? '') ?? []);

function lower(on: CniNode): NodePart {
  const switches = ciliumSwitches(on.settings);
  const none: NodePart = { ...noPart(), tables: new Map([['main', underlayRoutes(on)]]) };
  const router = parseIp(on.node.tunnelAddress ?? '');
  if (router === undefined) return none;
  const between = betweenNodes(on, router, switches);
  const wired = on.pods.flatMap((pod) => wirePod(on, pod, router, between.mtu) ?? []);
  const own = (on.node.podBlocks ?? []).flatMap((text) => parseCidr(text)?.cidr ?? []);
  const spared = sparedBy(switches, own);
  const nodes = ipsOf(on.nodes.map(({ address }) => address));
  const addresses = on.nics.flatMap((nic) => nic.interface.addresses.map(({ ip }) => ip));
  const part: NodePart = {
    ...noPart(),
    interfaces: [...between.interfaces, ...wired.map(({ host }) => host)],
    tables: new Map([['main', [...underlayRoutes(on), ...between.routes]]]),
    pods: new Map(wired.map(({ pod, device }) => [pod.id, device])),
    links: [...between.links, ...wired.map(({ link }) => link)],
  };
  if (switches.unknown !== undefined) return { ...part, unmodelled: [{ hook: 'all', why: switches.unknown }] };
  return {
    ...part,
    // the agent keeps its jumps in front of all others
    firstChains: withSource(
      ciliumChains(switches, { own, spared, nodes: switches.tunnel === undefined ? nodes : [], router }),
      on.origin,
    ),
    ebpf: {
      endpoints: new Map(wired.map(({ address, host }) => [address, host.name])),
      hosts: new Set([...nodes, ...ipsOf(on.nodes.map(({ tunnelAddress }) => tunnelAddress)), ...addresses]),
      own: new Set([...addresses, router]),
      ...(switches.replacesProxy ? { connect: true as const } : {}),
      tc: programs(on, switches, between, { router, spared, pods: wired.map(({ host }) => host.name) }),
    },
  };
}

/** What pods reach with their own addresses: the written block, else the node's own (native routing does not start without one). */
const sparedBy = ({ nativeCidr }: CiliumSwitches, own: readonly Cidr[]): readonly Cidr[] => {
  const block = parseCidr(nativeCidr ?? '')?.cidr;
  return block ? [block] : own;
};

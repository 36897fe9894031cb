import { parseCidr } from '../../../base/addr/index.ts';
import { notModelled } from '../../../base/not-modelled.ts';
import { withSource } from '../../../network/netfilter.ts';
import { overheadOf } from '../../../network/tunnel.ts';
import { type NodePart, noPart } from '../../part.ts';
import { onBridge } from '../bridge/on-bridge.ts';
import type { Cni, CniNode } from '../cni.ts';
import { chained } from '../plugins/index.ts';
import { underlayRoutes } from '../underlay.ts';
import { bytesOf } from '../written-mtu.ts';
import { betweenNodes, wireguard } from './between-nodes.ts';
import { flannelChains } from './chains.ts';
import { flannelSettings, flannelSwitches } from './settings.ts';

/** flannel: pods at a bridge of their node, which flanneld joins with the others by tunnels (VXLAN, WireGuard) or by routes. */
export const flannel: Cni = {
  id: 'flannel',
  doc: 'flannel: a bridge on every node, and VXLAN, WireGuard or routes between the nodes.',
  podAddresses: 'node-block',
  settings: flannelSettings,
  sendsBare: (settings) => {
    const { backend, directRouting } = flannelSwitches(settings);
    return backend === 'host-gw' || (backend === 'vxlan' && directRouting);
  },
  tunnelPort: (settings) => {
    const { backend, port } = flannelSwitches(settings);
    return backend === 'vxlan' || backend === 'wireguard' ? { protocol: 'udp', port } : undefined;
  },
  passes: (settings) => {
    const { backend, vni } = flannelSwitches(settings);
    const tunnel = backend === 'vxlan' ? `flannel.${vni}` : backend === 'wireguard' ? wireguard.name : undefined;
    return { bridge: 'cni0', ...(tunnel === undefined ? {} : { tunnel }) };
  },
  writtenMtu: (settings) => {
    const { backend, mtu: line } = flannelSwitches(settings);
    const bytes = bytesOf(line);
    if (!line || bytes === undefined || backend === undefined || backend === 'host-gw') return undefined;
    const around = backend === 'vxlan' ? overheadOf({ kind: 'vxlan' }, 0) : wireguard.around;
    return { line, pods: bytes - around, around, counts: 'nodes' };
  },
  acceptsForwarding: true,
  lower,
};

function lower(on: CniNode): NodePart {
  const switches = flannelSwitches(on.settings);
  const { clusterCidr } = on.cluster;
  const block = parseCidr(on.node.podCidr ?? '')?.cidr;
  const whole = parseCidr(clusterCidr ?? '')?.cidr;
  const none: NodePart = { ...noPart(), tables: new Map([['main', underlayRoutes(on)]]) };
  if (!block || !whole) return none;
  if (switches.backend === undefined)
    return {
      ...none,
      unmodelled: [{ hook: 'all', why: notModelled(`flannel's backend ${switches.written}`) }],
    };
  const between = betweenNodes(on, block, switches);
  // the configuration of its manifest (kube-flannel.yml), and what the flannel plugin adds to it (cni-plugin, flannel_linux.go)
  const { plugged, interfaces, routes } = onBridge(on, block, {
    ...{ bridge: 'cni0', isGateway: true, isDefaultGateway: true, hairpin: true, promiscuous: false },
    mtu: between.mtu,
    callsIptables: switches.callsIptables,
    routesTo: [whole],
  });
  const part: NodePart = {
    ...noPart(),
    interfaces: [...between.interfaces, ...interfaces],
    tables: new Map([['main', [...underlayRoutes(on), ...between.routes, ...routes]]]),
    neighbours: between.neighbours,
    chains: withSource(flannelChains(clusterCidr!, on.node.podCidr!), on.origin),
    pods: new Map(plugged.map(({ pod, device }) => [pod.id, device])),
    links: plugged.map(({ link }) => link),
  };
  const attached = plugged.map((each) => ({ ...each, bits: block.bits, host: 'cni0', veth: each.host.name }));
  // its manifest chains portmap alone, in a network of this name
  return chained(part, ['portmap'], on, { network: 'cbr0', attached });
}

import { cidrFamily, type Family, familyOf, parseCidr } from '../../../base/addr/index.ts';
import { type Chain, withSource } from '../../../network/netfilter.ts';
import { type NodePart, noPart } from '../../part.ts';
import type { Cni, CniNode } from '../cni.ts';
import { chained } from '../plugins/index.ts';
import { pluginsOf } from '../plugins/settings.ts';
import { underlayRoutes } from '../underlay.ts';
import { writtenMtu } from '../written-mtu.ts';
import { ipMasqChains, networkName } from './ip-masq.ts';
import { onBridge } from './on-bridge.ts';
import { bridgeSettings, bridgeSwitches } from './settings.ts';

/**
 * The reference plugin `bridge` with `host-local`: a bridge on every node, whose address is the first of the node's block.
 * Routes between the nodes are not its business: the network has them, or nobody.
 */
export const bridge: Cni = {
  id: 'bridge',
  doc: 'The reference plugin: a bridge on every node, pods at its ports. The network has to know the way to the blocks of the nodes.',
  podAddresses: 'node-block',
  carriesSix: true,
  leavesBare: true,
  settings: bridgeSettings,
  sendsBare: () => true,
  passes: (settings) => ({ bridge: bridgeSwitches(settings).bridge }),
  writtenMtu: (settings) => writtenMtu(settings, 'mtu'),
  acceptsFromPods: (settings) => pluginsOf(settings).includes('firewall'),
  lower,
};

function lower(on: CniNode): NodePart {
  const switches = bridgeSwitches(on.settings);
  const { podCidr, otherPodCidr } = on.node;
  const block = parseCidr(podCidr ?? '')?.cidr;
  const { plugged, interfaces, routes } = block
    ? onBridge(on, block, switches, parseCidr(otherPodCidr ?? '')?.cidr)
    : { plugged: [], interfaces: [], routes: [] };
  const masquerading = (family: Family): readonly Chain[] =>
    [podCidr, otherPodCidr].flatMap((text) => {
      const of = parseCidr(text ?? '')?.cidr;
      if (!switches.ipMasq || !of || cidrFamily(of) !== family) return [];
      const own = plugged.flatMap(({ pod, addresses }) =>
        addresses.flatMap(({ ip }) => (familyOf(ip) === family ? [{ pod, address: ip }] : [])),
      );
      return withSource(ipMasqChains(text!, own), on.origin);
    });
  const part: NodePart = {
    ...noPart(),
    interfaces,
    tables: new Map([['main', [...underlayRoutes(on), ...routes]]]),
    chains: masquerading(4),
    chains6: masquerading(6),
    pods: new Map(plugged.map(({ pod, device }) => [pod.id, device])),
    links: plugged.map(({ link }) => link),
  };
  const attached = plugged.flatMap((each) =>
    each.addresses.map(({ ip: address, bits }) => ({
      ...{ ...each, address, bits, host: switches.bridge, veth: each.host.name },
    })),
  );
  return chained(part, switches.plugins, on, { network: networkName, attached });
}

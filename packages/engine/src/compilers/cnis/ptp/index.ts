import { parseCidr } from '../../../base/addr/index.ts';
import { withSource } from '../../../network/netfilter.ts';
import { type NodePart, noPart } from '../../part.ts';
import { ipMasqChains, networkName } from '../bridge/ip-masq.ts';
import type { Cni, CniNode } from '../cni.ts';
import { chained } from '../plugins/index.ts';
import { pluginsOf } from '../plugins/settings.ts';
import { underlayRoutes } from '../underlay.ts';
import { writtenMtu } from '../written-mtu.ts';
import { pairPod } from './pods.ts';
import { ptpSettings, ptpSwitches } from './settings.ts';

/**
 * The reference plugin `ptp` with `host-local`, whose configuration gives pods a default route: a veth for each pod and no
 * bridge. Routes between the nodes are not its business: the network has them, or nobody.
 */
export const ptp: Cni = {
  id: 'ptp',
  doc: 'The reference plugin: routed veths and no bridge. The network has to know the way to the blocks of the nodes.',
  podAddresses: 'node-block',
  leavesBare: true,
  settings: ptpSettings,
  sendsBare: () => true,
  writtenMtu: (settings) => writtenMtu(settings, 'mtu'),
  acceptsFromPods: (settings) => pluginsOf(settings).includes('firewall'),
  lower,
};

function lower(on: CniNode): NodePart {
  const { ipMasq, mtu, plugins } = ptpSwitches(on.settings);
  const { podCidr } = on.node;
  const block = parseCidr(podCidr ?? '')?.cidr;
  const paired = block ? on.pods.flatMap((pod) => pairPod(on, pod, block, mtu) ?? []) : [];
  const part: NodePart = {
    ...noPart(),
    interfaces: paired.map(({ host }) => host),
    tables: new Map([['main', [...underlayRoutes(on), ...paired.map(({ route }) => route)]]]),
    chains: ipMasq && block ? withSource(ipMasqChains(podCidr!, paired), on.origin) : [],
    pods: new Map(paired.map(({ pod, device }) => [pod.id, device])),
    links: paired.map(({ link }) => link),
  };
  const attached = paired.map((each) => ({ ...each, bits: block!.bits, host: each.host.name, veth: each.host.name }));
  return chained(part, plugins, on, { network: networkName, attached });
}

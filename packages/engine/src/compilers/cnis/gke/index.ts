import { parseCidr } from '../../../base/addr/index.ts';
import { bitsForPods } from '../../../plan/gke-modes.ts';
import { type NodePart, noPart } from '../../part.ts';
import type { Cni, CniNode } from '../cni.ts';
import { chained } from '../plugins/index.ts';
import { pairPod } from '../ptp/pods.ts';
import { underlayRoutes } from '../underlay.ts';
import { spared } from './ip-masq.ts';
import { gkeMetadata } from './metadata.ts';

/** Bytes of the largest packet of a pod: the network's, where nobody writes another (GKE documentation, MTU). */
const podMtu = 1460;

/** What the plugin's configuration calls the network (10-gke-ptp.conflist of a node). */
const networkName = 'gke-pod-network';

/**
 * Dataplane V1 of a VPC-native cluster: the plugins `ptp` and `portmap` with `host-local`, on an alias range of the node
 * that the network knows the way to. Nothing lies between the node's routing and the network's.
 */
export const gke: Cni = {
  id: 'gke',
  doc: "GKE's Dataplane V1: routed veths, an alias range of pod addresses for each node, and IP-MASQ for what leaves the private networks.",
  clouds: ['gcp'],
  podAddresses: 'node-block',
  blockFor: ({ podsPerNode }) => bitsForPods(podsPerNode),
  masquerades: { chain: 'IP-MASQ', label: 'ip-masq', spares: spared },
  settings: [],
  sendsBare: () => true,
  lower,
};

function lower(on: CniNode): NodePart {
  const block = parseCidr(on.node.podCidr ?? '')?.cidr;
  const paired = block ? on.pods.flatMap((pod) => pairPod(on, pod, block, podMtu) ?? []) : [];
  const part: NodePart = {
    ...noPart(),
    interfaces: paired.map(({ host }) => host),
    tables: new Map([['main', [...underlayRoutes(on), ...paired.map(({ route }) => route)]]]),
    pods: new Map(paired.map(({ pod, device }) => [pod.id, device])),
    links: paired.map(({ link }) => link),
  };
  const nic = on.nics[0]?.interface.name ?? 'eth0';
  const hidden = on.cluster.workloadIdentity ? gkeMetadata(on.cluster.id, nic) : {};
  const attached = paired.map((each) => ({ ...each, bits: block!.bits, host: each.host.name, veth: each.host.name }));
  return chained({ ...part, ...hidden }, ['portmap'], on, { network: networkName, attached });
}

import { type Ip, ip, parseCidr, parseIp } from '../../../base/addr/index.ts';
import { notModelled } from '../../../base/not-modelled.ts';
import type { ServiceAction, TcPrograms } from '../../../network/ebpf.ts';
import type { Socket } from '../../../network/network.ts';
import type { Mark } from '../../../network/unmodelled.ts';
import { isCachePod } from '../../../plan/cache-pods.ts';
import { hasChange } from '../../../plan/versions.ts';
import { type NodePart, noPart } from '../../part.ts';
import type { Cni, CniNode } from '../cni.ts';
import { pairPod } from '../ptp/pods.ts';
import { underlayRoutes } from '../underlay.ts';
import { cacheChains } from './cache-chains.ts';
import { gke } from './index.ts';
import { gkeMetadata } from './metadata.ts';

/** Bytes of the largest packet of a pod (GKE documentation, MTU). */
const podMtu = 1460;

/** What stands for a pod that a Service sends to itself (cilium/cilium, pkg/defaults, LoopbackIPv4). */
const loopback = ip('169.254.42.1');

/** It answers in the place of kube-proxy, which balancers ask: the agent's own port has the number of that (kube-proxy-replacement-healthz-bind-address). */
const health: Socket = { protocol: 'tcp', port: 10256, owner: 'anetd' };

const forward = { tcp: 'snat', udp: 'snat' } as const;

/**
 * Dataplane V2: pods are connected as in V1, by `ptp` with `host-local`, and Cilium is chained behind it (GoogleCloudPlatform/netd, install-cni.sh: `cilium-cni`). Its agent, anetd, translates to Services
 * in programs at the pods' links and at the node's interface, and at the socket for what runs in the node's own network; routing and IP-MASQ are the node's, as the published
 * configuration says: cni-chaining-mode generic-veth, kube-proxy-replacement strict, bpf-lb-sock-hostns-only, enable-endpoint-routes, masquerade false.
 */
export const gkeDataplaneV2: Cni = {
  ...gke,
  id: 'gke-dataplane-v2',
  doc: "GKE's Dataplane V2: routed veths and an alias range for each node, and programs of eBPF (anetd, which is Cilium) in the place of kube-proxy.",
  ownProxy: () => 'ebpf',
  mapsServices: () => 'all',
  acceptsForwarding: true,
  lower,
};

function lower(on: CniNode): NodePart {
  const block = parseCidr(on.node.podCidr ?? '')?.cidr;
  const paired = block ? on.pods.flatMap((pod) => pairPod(on, pod, block, podMtu) ?? []) : [];
  const nodes = addressesOf(on.nodes.map(({ address }) => address));
  // addresses of balancers that the machine takes for its own are among them: its programs have the way's source all the same
  const own = on.nics.flatMap(({ interface: nic }) => [...nic.addresses.map((each) => each.ip), ...(nic.takes ?? [])]);
  // programs let the packet go on to the node's rules: policies are to name 169.254.169.254 (GKE documentation, About Workload Identity Federation for GKE)
  const nic = on.nics[0]?.interface.name ?? 'eth0';
  const {
    sockets: hidden = [],
    firstChains = [],
    ...metadata
  } = on.cluster.workloadIdentity ? gkeMetadata(on.cluster.id, nic) : {};
  const empty = whenEmpty(on);
  const caches = addressesOf(on.pods.filter(isCachePod).map(({ address }) => address));
  return {
    ...noPart(),
    ...metadata,
    firstChains: [...firstChains, ...cacheChains(caches, on.cluster.id)],
    interfaces: paired.map(({ host }) => host),
    tables: new Map([['main', [...underlayRoutes(on), ...paired.map(({ route }) => route)]]]),
    pods: new Map(paired.map(({ pod, device }) => [pod.id, device])),
    links: paired.map(({ link }) => link),
    sockets: [health, ...hidden],
    unmodelled: unknownOf(on),
    ebpf: {
      endpoints: new Map(paired.map(({ address, host }) => [address, host.name])),
      hosts: new Set([...nodes, ...own]),
      own: new Set(own),
      // pods have kernels' hooks of their own, and none at their sockets: theirs is the node's network alone
      connect: true,
      tc: new Map<string, TcPrograms>([
        ...paired.map(({ host }) => [host.name, atPod(empty)] as const),
        ...on.nics.map(
          (nic) => [nic.interface.name, atNode(nic.interface.addresses[0]?.ip ?? own[0] ?? 0, empty)] as const,
        ),
      ]),
    },
  };
}

const addressesOf = (texts: readonly (string | undefined)[]): readonly Ip[] =>
  texts.flatMap((text) => parseIp(text ?? '') ?? []);

type Empty = Pick<ServiceAction, 'refuses' | 'unknownEmpty'>;

/**
 * What a Service without a backend answers. GKE's configuration says nothing of it, and Cilium from 1.14 on refuses unless it does (pkg/defaults, ServiceNoBackendResponse);
 * older ones drop, and which Cilium builds before 1.35 have is not said.
 */
function whenEmpty({ kubernetes }: CniNode): Empty {
  if (hasChange(kubernetes, 'gkeCiliumRefuses')) return { refuses: true };
  return {
    refuses: false,
    unknownEmpty:
      'whether Dataplane V2 of GKE before 1.35 drops or refuses a packet to a Service without a backend is not known',
  };
}

const services = (of: Pick<ServiceAction, 'by' | 'snat'> & Empty & { readonly every?: true }): ServiceAction => ({
  ...{ kind: 'services', forward, loopback, clusterIps: false },
  ...of,
});

/** What pods send, and what they get (bpf/bpf_lxc.c: cil_from_container, cil_to_container). */
const atPod = (empty: Empty): TcPrograms => ({
  ingress: {
    name: 'cil_from_container',
    does: [
      services({ by: 'pods', snat: loopback, every: true, ...empty }),
      { kind: 'policies' },
      // others have it where their packet is handed over
      { kind: 'reverse', to: loopback },
    ],
  },
  egress: { name: 'cil_to_container', does: [{ kind: 'reverse' }] },
});

/** What comes in for node ports and balancers, and what leaves (bpf/bpf_host.c). The node routes it. */
const atNode = (address: Ip, empty: Empty): TcPrograms => ({
  ingress: {
    name: 'cil_from_netdev',
    does: [
      services({ by: 'others', snat: address, ...empty }),
      { kind: 'reverse' },
      { kind: 'route', of: 'translated' },
    ],
  },
  egress: { name: 'cil_to_netdev', does: [{ kind: 'reverse' }] },
});

/** What of names is not known: Cloud DNS, who is behind a Service that nobody has written, and whether the usual address of the cache leads anywhere. */
function unknownOf({ cluster, pods }: CniNode): readonly Mark[] {
  if (cluster.nodeLocalDns === undefined) return [];
  const mark = (why: string, to: string): Mark => ({
    ...{ hook: 'dstnat', why: notModelled(why), to: new Set(addressesOf([to])) },
    ports: [{ from: 53, to: 53 }],
  });
  const cloud = 'Cloud DNS of GKE in Autopilot mode';
  const redirected = cluster.nodeLocalDns === 'redirected';
  return [
    mark(redirected ? 'the link-local address of NodeLocal DNSCache beside Dataplane V2' : cloud, '169.254.20.10'),
    ...(pods.some(isCachePod)
      ? []
      : [mark(redirected ? 'NodeLocal DNSCache without a Service kube-system/kube-dns' : cloud, cluster.dnsAddress)]),
  ];
}

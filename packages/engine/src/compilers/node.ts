import type { Ebpf, ServiceMap } from '../network/ebpf.ts';
import type { IpSet } from '../network/ipset.ts';
import type { Chain, Ruleset } from '../network/netfilter.ts';
import type { Device, Interface, ProgramAnswer, Socket } from '../network/network.ts';
import type { NftTable } from '../network/nft.ts';
import type { PolicySkips } from '../network/policy.ts';
import type { PolicyRule, Route } from '../network/route.ts';
import type { Mark } from '../network/unmodelled.ts';
import type { PlannedNode, PlannedPod, PlannedService } from '../plan/plan.ts';
import { baseRules, baseRulesOfSix, lo, localTable, socketsOf } from './machine.ts';
import type { OnNodes } from './names/name-server.ts';
import type { NodePart } from './part.ts';
import type { IpvsOnNode } from './proxies/service-proxy.ts';

/** Ports that every node answers on: the kubelet, and kube-proxy's own health. */
const kubelet: Socket = { protocol: 'tcp', port: 10250, owner: 'kubelet' };
const kubeProxy: Socket = { protocol: 'tcp', port: 10256, owner: 'kube-proxy' };

/** Ports of programs that images of nodes have or have not: the SSH server (amazon-eks-ami), and metrics of the VPC CNI (README). */
const maybeSockets: readonly Socket[] = [
  { protocol: 'tcp', port: 22, owner: 'sshd' },
  { protocol: 'tcp', port: 61678, owner: 'aws-node' },
];

/** The policy of FORWARD that the author wrote for the node's image, for whatever the CNI and the proxy have in the chain. */
export function forwardChain({ forwardPolicy }: PlannedNode): readonly Chain[] {
  return forwardPolicy ? [{ table: 'filter', name: 'FORWARD', rules: [], ...forwardPolicy }] : [];
}

/** Whether the node has an endpoint of its own: 200, or 503 (pkg/proxy/healthcheck/service_health.go, any path). */
function healthAnswers({ endpoints }: PlannedService, { id }: PlannedNode): readonly ProgramAnswer[] {
  const own = endpoints.some(({ node, ready }) => ready && node === id);
  return [{ path: '*', status: own ? 200 : 503, seconds: 0 }];
}

/** Joins what the cloud, the CNI and the proxy say of one node into its root network namespace. */
export function nodeParts(of: {
  readonly node: PlannedNode;
  readonly nics: readonly Interface[];
  readonly part: NodePart;
  readonly servers: OnNodes;
  readonly pods: readonly PlannedPod[];
  readonly services: readonly PlannedService[];
  /** The map of Services that the CNI's programs of eBPF ask, with what of them is not modelled. */
  readonly ebpf: (unmodelled: readonly Mark[]) => ServiceMap | undefined;
  readonly hasProxy: boolean;
  /** Of IPVS mode. */
  readonly ipvs: (() => IpvsOnNode) | undefined;
  /** Sets of ipset of others than the proxy; called when a packet first needs one. */
  readonly ipsets: () => readonly IpSet[];
  readonly routeLocalnet: boolean;
  /** Policies about a pod that nobody asks. */
  readonly skipsOf: (pod: PlannedPod) => PolicySkips | undefined;
  readonly unmodelled: readonly Mark[];
  /** Called when a packet first needs the tables of nftables. */
  readonly nft: () => readonly NftTable[];
  /** Called when a packet first needs the rules. */
  readonly chains: () => Ruleset;
  /** Those of ip6tables, where the cluster has IPv6. */
  readonly chains6: (() => Ruleset) | undefined;
}): Device {
  const { node, part, servers } = of;
  const ipvs = of.ipvs?.();
  const programs = part.ebpf;
  let ebpf: Ebpf | undefined;
  const attached = [...of.nics, ...part.interfaces, ...servers.interfaces, ...(ipvs ? [ipvs.dummy] : [])];
  const loops = (part.loopback ?? []).map((ip) => ({ ip, bits: 32 }));
  const loop = loops.length > 0 ? { ...lo, addresses: [...lo.addresses, ...loops] } : lo;
  const interfaces = [loop, ...attached];
  const base = baseRules.map((rule) => (rule.priority === 0 ? { ...rule, priority: part.localPriority ?? 0 } : rule));
  const rules = [...base, ...part.rules].sort((a: PolicyRule, b: PolicyRule) => a.priority - b.priority);
  const tables = new Map<string, readonly Route[]>([
    ['local', localTable(loops.length > 0 ? [{ ...lo, addresses: loops }, ...attached] : attached)],
    ...part.tables,
  ]);
  let ruleset: Ruleset | undefined;
  let ruleset6: Ruleset | undefined;
  const { chains6 } = of;
  const rules6 = [...baseRulesOfSix, ...(part.rules6 ?? [])].sort((a, b) => a.priority - b.priority);
  let nft: readonly NftTable[] | undefined;
  let ipsets: readonly IpSet[] | undefined;
  const hosted = of.pods.filter((pod) => pod.hostNetwork).map((pod) => ({ pod, skips: of.skipsOf(pod) }));
  const hostNetwork = hosted.flatMap(({ pod, skips }) => socketsOf(pod.listens, pod.name, skips?.ingress));
  const skips = new Map(hosted.flatMap(({ pod, skips: own }) => (own?.egress ? [[pod.id, own.egress] as const] : [])));
  const health = of.services.flatMap((service): Socket[] =>
    service.healthCheckNodePort === undefined || service.externalTrafficPolicy !== 'Local'
      ? []
      : [
          {
            protocol: 'tcp',
            port: service.healthCheckNodePort,
            owner: `${of.hasProxy ? 'kube-proxy' : 'Cilium'} health of ${service.name}`,
            answers: healthAnswers(service, node),
            source: service.id,
          },
        ],
  );
  return {
    id: node.id,
    name: node.name,
    kind: 'node',
    source: node.group ?? node.id,
    ...(node.zone === undefined ? {} : { zone: node.zone }),
    interfaces,
    rules,
    tables,
    neighbours: part.neighbours,
    get ruleset() {
      ruleset ??= of.chains();
      return ruleset;
    },
    six: {
      rules: rules6,
      forwarding: chains6 !== undefined,
      ...(chains6
        ? {
            get ruleset() {
              ruleset6 ??= chains6();
              return ruleset6;
            },
          }
        : {}),
    },
    get nft() {
      nft ??= of.nft();
      return nft;
    },
    get ipsets() {
      ipsets ??= [...of.ipsets(), ...(ipvs?.ipsets ?? [])];
      return ipsets;
    },
    ...(ipvs ? { ipvs: ipvs.ipvs } : {}),
    conntrack: true,
    forwarding: true,
    get ebpf() {
      if (!programs || ebpf) return ebpf;
      const services = of.ebpf(of.unmodelled.filter(({ hook }) => hook === 'dstnat'));
      ebpf = services && { ...programs, services };
      return ebpf;
    },
    sockets: [
      kubelet,
      ...(of.hasProxy ? [kubeProxy] : []),
      ...servers.sockets,
      ...(part.sockets ?? []),
      ...hostNetwork,
      ...health,
    ],
    maybeSockets,
    rpFilter: part.rpFilter,
    ...(part.lateDemux ? { lateDemux: true as const } : {}),
    ...(of.routeLocalnet ? { routeLocalnet: true } : {}),
    ...(skips.size > 0 ? { skips } : {}),
    ...(of.unmodelled.length > 0 ? { unmodelled: of.unmodelled } : {}),
  };
}

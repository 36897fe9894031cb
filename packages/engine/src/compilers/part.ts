import type { Ip } from '../base/addr/index.ts';
import type { Ebpf } from '../network/ebpf.ts';
import type { Chain, NetfilterRule } from '../network/netfilter.ts';
import type { Device, Interface, Link, Neighbour, Socket } from '../network/network.ts';
import type { NftTable } from '../network/nft.ts';
import type { PolicyGuard, PolicySkips } from '../network/policy.ts';
import type { PolicyRule, Route } from '../network/route.ts';
import type { InterfaceMarks, Mark } from '../network/unmodelled.ts';
import type { PolicyDirection, PolicyName } from '../trace/policy.ts';

/** What a CNI makes of one node: additions to the node's own network namespace, and the pods with their links. */
export interface NodePart {
  readonly interfaces: readonly Interface[];
  /** Addresses that it gives to `lo`, and what listens on the node because of it. */
  readonly loopback?: readonly Ip[];
  readonly sockets?: readonly Socket[];
  readonly rules: readonly PolicyRule[];
  /** Where it puts the rule that asks for the machine's own addresses; undefined: at 0. */
  readonly localPriority?: number;
  /** Its sockets take no packets that are not routed to them: `net.ipv4.tcp_early_demux` is 0. */
  readonly lateDemux?: true;
  /** By table name; tables of equal name are joined. */
  readonly tables: ReadonlyMap<string, readonly Route[]>;
  readonly neighbours: readonly Neighbour[];
  readonly rpFilter: Device['rpFilter'];
  readonly chains: readonly Chain[];
  /** Those whose jumps stand in front of the proxy's. */
  readonly firstChains?: readonly Chain[];
  /** What it adds for IPv6: policy rules, and chains of ip6tables. */
  readonly rules6?: readonly PolicyRule[];
  readonly firstChains6?: readonly Chain[];
  readonly chains6?: readonly Chain[];
  /** Tables of nftables of its own. */
  readonly nft?: readonly NftTable[];
  /** Its programs of eBPF; the map of Services is the proxy's. */
  readonly ebpf?: Omit<Ebpf, 'services'>;
  /** Where its version or settings do something on the node that is not modelled. */
  readonly unmodelled?: readonly Mark[];
  /** By pod; made when a packet meets it. */
  readonly pods: ReadonlyMap<string, () => Device>;
  readonly links: readonly Link[];
}

/** What policies put at one pod; the CNI has the places. */
export interface PoliciesAtPod {
  /** At the node's end of the pod's link. */
  readonly guard?: PolicyGuard;
  /** In the chains of iptables about the packets to and from the pod, in front of what holds without policies. */
  readonly rules?: { readonly ingress: readonly NetfilterRule[]; readonly egress: readonly NetfilterRule[] };
  /** Those that the rules are of. */
  readonly about?: Readonly<Record<PolicyDirection, readonly PolicyName[]>>;
  /** What of them is not known. */
  readonly unclear?: InterfaceMarks;
  /** Those about the pod that nobody asks. */
  readonly skips?: PolicySkips;
}

/** The part of a pod network that is not modelled. */
export const noPart = (): NodePart => ({
  interfaces: [],
  rules: [],
  tables: new Map(),
  neighbours: [],
  rpFilter: {},
  chains: [],
  pods: new Map(),
  links: [],
});

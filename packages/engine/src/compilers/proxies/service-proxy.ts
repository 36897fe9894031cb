import type { Ip } from '../../base/addr/index.ts';
import type { IpSet } from '../../network/ipset.ts';
import type { Ipvs, Scheduler } from '../../network/ipvs.ts';
import type { Chain } from '../../network/netfilter.ts';
import type { Interface } from '../../network/network.ts';
import type { NftTable } from '../../network/nft.ts';
import type { PlannedService } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';

/**
 * What tells packets of this cluster's pods from others (pkg/proxy/util/localdetector.go): a block of addresses, the
 * block of the node that looks, or the interface by which they come in.
 */
export type LocalDetector =
  | { readonly kind: 'cidr'; readonly block: string }
  | { readonly kind: 'node-cidr' }
  /** The name of a bridge, or the beginning of names that ends in `+`. */
  | { readonly kind: 'interface'; readonly name: string };

/** kube-proxy's own configuration, as far as it changes rules. */
export interface ProxyOptions {
  readonly family: 4 | 6;
  /** Undefined: nothing tells packets of pods from others, as on EKS. */
  readonly detector?: LocalDetector;
  readonly masqueradeAll: boolean;
  /** Blocks whose node addresses answer on node ports, or `primary`; undefined: every address. */
  readonly nodePortAddresses?: readonly string[];
  readonly localhostNodePorts: boolean;
  /** Packets are counted by nfacct counters: two of the rules name one. */
  readonly counters: boolean;
  /** Of IPVS: who is next. Undefined: `rr`. */
  readonly scheduler?: Scheduler;
  /** Of IPVS: nobody else's interface answers for the addresses of Services (`arp_ignore`, `arp_announce`). */
  readonly strictArp: boolean;
  /** The version of Kubernetes, which is the proxy's; undefined: the newest. */
  readonly kubernetes?: string;
  /** The block of cluster IPs. */
  readonly serviceCidr?: string;
  /** The line that chose the proxy: the source of rules that belong to no Service. */
  readonly origin?: ElementId;
}

/** Options whose detector is known: the block of a node is known on the node. */
export type NodeOptions = Omit<ProxyOptions, 'detector'> & {
  readonly detector?: Exclude<LocalDetector, { kind: 'node-cidr' }>;
};

/** The configuration that EKS installs, of the newest Kubernetes. */
export const defaultProxyOptions: ProxyOptions = {
  family: 4,
  masqueradeAll: false,
  localhostNodePorts: true,
  strictArp: false,
  counters: true,
};

/** A node as a proxy sees it. */
export interface ProxyNode {
  readonly id: ElementId;
  /** The addresses of its interfaces but `lo`, the node's own address first. */
  readonly addresses: readonly Ip[];
  /** All its addresses: also those of bridges and tunnels. */
  readonly local: readonly Ip[];
  /** What its label `topology.kubernetes.io/zone` says. */
  readonly zone?: string;
  /** The block of its pods, where the control plane gives each node one. */
  readonly podCidr?: string;
}

/** What IPVS mode makes beside rules. */
export interface IpvsOnNode {
  readonly ipvs: Ipvs;
  readonly ipsets: readonly IpSet[];
  readonly dummy: Interface;
}

/** The Services of one cluster, compiled once for all its nodes. */
export interface CompiledServices {
  /** Chains that are equal on every node, by `table name`. */
  readonly shared: ReadonlyMap<string, Chain>;
  /** The chains of one node: the built-in ones, and those that depend on which endpoints are local. */
  chainsOn(node: ProxyNode): readonly Chain[];
  /** Its tables of nftables on one node. */
  nftOn?(node: ProxyNode): readonly NftTable[];
  /** Its virtual servers on one node, with the sets that its rules ask and the interface that has the addresses. */
  ipvsOn?(node: ProxyNode): IpvsOnNode;
  /** Whether the proxy switches `net.ipv4.conf.all.route_localnet` on. */
  readonly routeLocalnet: boolean;
}

/** A service proxy: the rules that it installs on every node; the hook where they stand is what tells modes apart. */
export interface ServiceProxy {
  readonly id: string;
  readonly doc: string;
  compile(services: readonly PlannedService[], options: ProxyOptions): CompiledServices;
}

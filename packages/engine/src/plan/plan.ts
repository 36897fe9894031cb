import type { Family } from '../base/addr/index.ts';
import type { ProgramAnswer } from '../network/network.ts';
import type { DownZone } from '../topology/elements.ts';
import type { ElementId } from '../topology/id.ts';
import type { Labels } from '../topology/setting.ts';
import type { Topology } from '../topology/topology.ts';
import type { PlannedAmazonService } from './amazon-services.ts';
import type { AddedFilters, PlannedBalancer } from './balancer.ts';
import type { PodLimit } from './capacity/pod-limit.ts';
import type { ForwardPolicy } from './forward-policy.ts';
import type { MachineImage } from './machine-image.ts';

/**
 * The topology with everything filled in: presets, generated nodes and pods, and an address for everything that the
 * author left without one, chosen as the real allocators would (lowest ENI with room, lowest free address).
 * Addresses are canonical text; `assigned` says that netk chose the value.
 */
export interface Plan {
  readonly topology: Topology;
  readonly vpcs: readonly PlannedVpc[];
  readonly subnets: readonly PlannedSubnet[];
  readonly clusters: readonly PlannedCluster[];
  readonly nodes: readonly PlannedNode[];
  readonly pods: readonly PlannedPod[];
  readonly services: readonly PlannedService[];
  /** Load balancers, as controllers make them, and what those add to security groups. */
  readonly balancers: readonly PlannedBalancer[];
  readonly filters: AddedFilters;
  readonly hosts: readonly PlannedHost[];
  /** API servers that a provider runs. */
  readonly apiServers: readonly PlannedApiServer[];
  /** Networks at home or in an office, and the routers that join them to the Internet. */
  readonly lans: readonly PlannedLan[];
  readonly routers: readonly PlannedRouter[];
  /** Providers' translators for routers that have no public address. */
  readonly carriers: readonly PlannedCarrier[];
  readonly gateways: readonly PlannedGateway[];
  /** Services of AWS that gateway endpoints and prefix lists of the file are about. */
  readonly amazon: readonly PlannedAmazonService[];
  /** Interface endpoints. */
  readonly endpoints: readonly PlannedEndpoint[];
  /** VPCs that are attached to transit gateways. */
  readonly attachments: readonly PlannedAttachment[];
  /** Prefixes that the author wrote at interfaces, in the order of their nodes. */
  readonly prefixes: readonly PlannedPrefix[];
  /** Every value that a preset or an allocator supplied, for inlay hints and hovers. */
  readonly supplied: readonly Supplied[];
  /** What could not be planned (a bad CIDR, no room): checks turn them into findings, walks that need them are undetermined. */
  readonly problems: readonly Problem[];
  /** Elements of kinds that netk parses but does not model yet. */
  readonly unmodelled: readonly { readonly about: ElementId; readonly noun: string }[];
  /** Public addresses that a provider draws, by node or host: netk shows one that stands for each. */
  readonly drawn: ReadonlyMap<ElementId, string>;
  /** What stands in a zone that a walk supposes to be gone: nodes, hosts, gateways, nodes of balancers. */
  readonly down: ReadonlyMap<ElementId, DownZone>;
  /** Addresses that belong to such elements: a packet that needs one has an undetermined end. */
  readonly foreign: readonly { readonly address: string; readonly what: string }[];
}

/** A value that the author did not write. `label` is what an inlay hint shows after the element's header. */
export interface Supplied {
  readonly about: ElementId;
  readonly label: string;
  /** Who decided: `preset eks`, `VPC CNI address manager`, … with the reason in one sentence. */
  readonly why: string;
}

export interface Problem {
  readonly code: string;
  readonly about: ElementId;
  readonly message: string;
  readonly related: readonly { readonly about: ElementId; readonly message: string }[];
}

export interface PlannedVpc {
  readonly id: ElementId;
  readonly name: string;
  readonly cloud: string;
  /** Canonical, host bits cleared. */
  readonly cidrs: readonly string[];
  /** Base of the primary block + 2. */
  readonly resolver?: string;
  /** The server of names that its machines are given by DHCP, of which nothing is modelled. */
  readonly nameserver?: string;
  /** Addresses of every subnet that are never given, at its two ends. */
  readonly reserved: { readonly first: number; readonly last: number };
}

export interface PlannedSubnet {
  readonly id: ElementId;
  readonly name: string;
  readonly vpc: ElementId;
  readonly zone?: string;
  /** The first valid IPv4 block. */
  readonly cidr?: string;
  readonly cidr6?: string;
  /** The VPC router's address, base + 1. */
  readonly gateway?: string;
  /** The router's interface in it, where that has a name of its own. */
  readonly routerPort?: string;
  /** A route table's id, the subnet's own id when it has inline routes, undefined: the main table with only `local`. */
  readonly routeTable?: ElementId;
  readonly routeTableName: string;
  /** `public`: default route to an internet gateway; `private`: to something else; `isolated`: none. */
  readonly reach: 'public' | 'private' | 'isolated';
  /** Counts of IPv4 addresses: usable is without the reserved ones; free = usable − used. */
  readonly usable: number;
  readonly used: number;
  readonly free: number;
  readonly reserved: number;
  /** Whole aligned /28 blocks without a taken address: what prefix delegation needs. */
  readonly freePrefixes: number;
}

export interface PlannedCluster {
  readonly id: ElementId;
  readonly name: string;
  readonly platform: string;
  /** What the security group of its nodes is called. */
  readonly groupName: string;
  readonly vpc?: ElementId;
  readonly cni: string;
  readonly proxy: string;
  /** Those of its pods and Services, the primary one first. */
  readonly families: readonly Family[];
  /** The other one, where its pods reach it by an address of their node alone, which the node translates. */
  readonly egress?: Family;
  /** Of the primary family. */
  readonly serviceCidr: string;
  /** Of the other family, where it has both. */
  readonly otherServiceCidr?: string;
  /** The block of pods, where they have addresses of their own or the author gives one. */
  readonly clusterCidr?: string;
  /** The same of the other family, where it has both. */
  readonly otherClusterCidr?: string;
  /** Pods have addresses of that block, and not of the network of their nodes. */
  readonly podsApart?: true;
  readonly dnsAddress: string;
  /** What its nodes have between pods and their interfaces. */
  readonly passes?: PassedDevices;
  readonly bgp?: Bgp;
  /** The ip-masq-agent on every node, where there is one: the blocks that it spares. */
  readonly ipMasqAgent?: IpMasqAgent;
  /** Its cache of names is no interface of nodes: programs redirect questions to pods (Dataplane V2), or the cluster asks Cloud DNS by it. */
  readonly nodeLocalDns?: 'redirected' | 'cloud-dns';
  /** Its nodes answer in the place of the machine's metadata server (GKE). */
  readonly workloadIdentity?: true;
  /** Why nothing is known of what its nodes do with packets: its pod network is not modelled. */
  readonly unknown?: string;
}

/** Speakers of BGP on the nodes of a cluster. */
export interface Bgp {
  /** The number of their autonomous system. */
  readonly as: number;
  /** Each node speaks to each other. */
  readonly mesh: boolean;
  /** Whom all of them speak to besides. */
  readonly peers: readonly { readonly address: string; readonly as: number; readonly source: ElementId }[];
}

/** A bridge that all pods of a node are on, and the tunnel to other nodes. */
export interface PassedDevices {
  readonly bridge?: string;
  readonly tunnel?: string;
}

/** Which destinations pods reach with their own address. */
export interface IpMasqAgent {
  readonly nonMasqueradeCidrs: readonly string[];
  readonly masqLinkLocal: boolean;
  /** Its chain and what its comments begin with, where they are not the agent's own. */
  readonly own?: { readonly chain: string; readonly label: string; readonly spares?: ReadonlyMap<string, string> };
  /** The line that it comes from; undefined: a preset has it. */
  readonly source?: ElementId;
}

export interface PlannedEni {
  readonly id: ElementId;
  /** The number of the device on its network card. */
  readonly index: number;
  /** Its network card; undefined: the default one, 0. */
  readonly card?: number;
  /** As its machine image names it: `ens5`, `ens6`, … or `eth0`, `eth1`, … */
  readonly interface: string;
  readonly subnet: ElementId;
  readonly primary: string;
  readonly primaryAssigned: boolean;
  /** Secondary addresses that pods use, sorted. */
  readonly secondaries: readonly string[];
  /** Delegated /28 prefixes: written ones, and those that the CNI takes where it hands out prefixes. */
  readonly prefixes?: readonly string[];
  /** Its IPv6 address, and the /80 prefixes that are delegated to it. */
  readonly primary6?: string;
  readonly prefixes6?: readonly string[];
  readonly securityGroups: readonly ElementId[];
  /** The author wrote an `eni` line. */
  readonly written: boolean;
}

/** `eni 0 { prefix 10.0.1.16/28 }`, and what became of it. */
export interface PlannedPrefix {
  /** The line that it stands in. */
  readonly about: ElementId;
  /** Which value of the line it is. */
  readonly at: number;
  readonly text: string;
  readonly node: ElementId;
  readonly eni: ElementId;
  /** The subnet of its interface. */
  readonly subnet?: ElementId;
  /** The block that is delegated. */
  readonly block?: string;
  /** Why EC2 would not delegate it; undefined with no block: the interface has no subnet. */
  readonly refused?: Refusal;
  /** Why pods without an address take none of its addresses. */
  readonly unused?: 'single-addresses' | 'custom-networking';
}

export type Refusal =
  | { readonly why: 'no-block' | 'size' | 'machine' | 'outside' }
  | { readonly why: 'reserved'; readonly address: string; readonly use: string }
  | { readonly why: 'taken'; readonly address: string; readonly by: ElementId };

export interface PlannedNode {
  readonly id: ElementId;
  readonly name: string;
  readonly cluster: ElementId;
  /** The node group that it comes from. */
  readonly group?: ElementId;
  readonly machine?: string;
  readonly subnet?: ElementId;
  readonly zone?: string;
  /** Of IPv4. */
  readonly address?: string;
  readonly address6?: string;
  readonly enis: readonly PlannedEni[];
  /** The block of its pods: as written, or as the control plane gives one to each node. */
  readonly podCidr?: string;
  /** The same of the other family, where the cluster has both. */
  readonly otherPodCidr?: string;
  /** Blocks that the CNI's own manager gave to it, where it gives any. */
  readonly podBlocks?: readonly string[];
  /** The address of its tunnel, the first of those. */
  readonly tunnelAddress?: string;
  /** Public address of ENI 0. */
  readonly eip?: string;
  readonly labels: Labels;
  /** Undefined: the machine type is unknown or has no published limits. */
  readonly limits?: { readonly enis: number; readonly addressesPerEni: number };
  /** Network cards whose interfaces have addresses for pods, where it is not the default one alone. */
  readonly podCards?: readonly number[];
  /** Branch interfaces that the machine type has room for. */
  readonly branchEnis?: number;
  readonly maxPods?: number;
  /** Its interfaces get whole /28 prefixes: the CNI is told so and the machine can. */
  readonly prefixDelegation?: true;
  /** What its FORWARD chain does with what no rule decides, as written; undefined: as the image has it, ACCEPT. */
  readonly forwardPolicy?: ForwardPolicy;
  readonly image: MachineImage;
  /** Which rule gave `maxPods`, with its arithmetic. */
  readonly podLimit?: PodLimit;
  /** Where its next interface for pods goes; not its own subnet with custom networking. */
  readonly podSubnet?: ElementId;
  /** Ids of its pods, sorted. */
  readonly pods: readonly ElementId[];
}

export interface PlannedPod {
  readonly id: ElementId;
  readonly name: string;
  readonly namespace: string;
  readonly cluster: ElementId;
  /** The workload that it comes from. */
  readonly workload?: ElementId;
  readonly node?: ElementId;
  /** Device index of its ENI, and the network card of that; undefined: the default one. */
  readonly eni?: number;
  readonly card?: number;
  /** Of the primary family of its cluster. */
  readonly address?: string;
  readonly addressAssigned: boolean;
  /** Of the other family, where the cluster has both. */
  readonly otherAddress?: string;
  /** An address of the node alone, with which it reaches the other family: its node translates it (egress-cni). */
  readonly egressAddress?: string;
  /** Its interfaces beside the first one, of further network cards of its node. */
  readonly attachments?: readonly PodAttachment[];
  /** It asks for interfaces of several network cards, and what it gets is not known: why, and the addresses that are written for them. */
  readonly unclearCards?: { readonly why: string; readonly addresses: readonly string[] };
  /** Its own interface on the trunk of its node, where a SecurityGroupPolicy selects it. */
  readonly branch?: PlannedBranch;
  readonly hostNetwork: boolean;
  readonly labels: Labels;
  readonly listens: readonly Listen[];
  readonly ready: boolean;
  /** Being deleted, and still serving: used where nothing is ready. */
  readonly draining?: true;
  /** It was made just now: who enforces policies has not heard of it. */
  readonly fresh?: true;
}

/** One more interface of a pod, with an address of an interface of its node. */
export interface PodAttachment {
  /** In the pod: `mNicIf1` (amazon-vpc-cni-k8s, pkg/networkutils/names.go). */
  readonly name: string;
  readonly card: number;
  readonly eni: ElementId;
  readonly address: string;
}

/** A branch interface: it has the pod's address, and the node reaches it under a VLAN of its trunk. */
export interface PlannedBranch {
  readonly id: ElementId;
  readonly subnet: ElementId;
  readonly vlan: number;
  readonly securityGroups: readonly ElementId[];
  /** The policy that wants it. */
  readonly policy: ElementId;
}

/** A socket that accepts. */
export interface Listen {
  readonly id: ElementId;
  readonly name?: string;
  readonly protocol: string;
  readonly port: number;
  /** Undefined: all addresses. */
  readonly address?: string;
  readonly container?: string;
  /** The port of its node that leads here, and the only address of the node on which it does. */
  readonly hostPort?: number;
  readonly hostIp?: string;
  /** What it answers to requests, where the author says it. */
  readonly answers?: readonly ProgramAnswer[];
}

export interface PlannedServicePort {
  readonly id: ElementId;
  readonly name?: string;
  readonly protocol: string;
  readonly port: number;
  readonly target: number | string;
  readonly nodePort?: number;
}

export interface Endpoint {
  readonly address: string;
  readonly port: number;
  /** Index into the Service's ports. */
  readonly servicePort: number;
  readonly pod?: ElementId;
  /** The pod's name, or the address of an endpoint written by hand. */
  readonly name: string;
  readonly node?: ElementId;
  readonly zone?: string;
  readonly ready: boolean;
  /** Terminating, but still serving: used where no endpoint is ready (pkg/proxy/topology.go). */
  readonly draining?: true;
  /** Whose proxies should use it: `hints.forZones` and `hints.forNodes` of its EndpointSlice. */
  readonly hints?: Hints;
}

export interface Hints {
  /** What the label `topology.kubernetes.io/zone` of its node says. */
  readonly zone?: string;
  readonly node?: ElementId;
}

export interface PlannedService {
  readonly id: ElementId;
  readonly name: string;
  readonly namespace: string;
  readonly cluster: ElementId;
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
  readonly headless: boolean;
  readonly clusterIp?: string;
  readonly clusterIpAssigned: boolean;
  /** Its cluster IP of the other family, where it has both. */
  readonly otherClusterIp?: string;
  readonly externalIps: readonly string[];
  /** Addresses in the status of its load balancer, and who may use them (`loadBalancerSourceRanges`; empty: everybody). */
  readonly balancerIps?: readonly string[];
  readonly sourceRanges?: readonly string[];
  /** The labels that pods behind it have; undefined: its endpoints are written by hand. */
  readonly selector?: Labels;
  readonly ports: readonly PlannedServicePort[];
  /** Sorted by address, then port. */
  readonly endpoints: readonly Endpoint[];
  readonly externalTrafficPolicy: 'Cluster' | 'Local';
  readonly internalTrafficPolicy: 'Cluster' | 'Local';
  /** Seconds, when `sessionAffinity ClientIP`. */
  readonly affinitySeconds?: number;
  readonly healthCheckNodePort?: number;
  readonly balancer?: string;
  /** Which of its endpoints have which hints is not known: why. */
  readonly unclearHints?: string;
  /** Made by the cluster itself (`default/kubernetes`), not by the author. */
  readonly builtin?: true;
}

export interface PlannedHost {
  readonly id: ElementId;
  /** The line that it comes from, where it is not its own: of one that only a question speaks of. */
  readonly source?: ElementId;
  readonly name: string;
  readonly kind: 'host' | 'client' | 'server' | 'control-plane';
  /** Its instance type, where one is written. */
  readonly machine?: string;
  readonly subnet?: ElementId;
  /** An IPv6 address beside that of IPv4. */
  readonly address6?: string;
  /** It has one in a network whose IPv6 is not followed: why nothing is known of what it sends there. */
  readonly unknownSix?: string;
  /** The network behind a home router that it is in; undefined for a machine in a subnet or with a line of its own. */
  readonly lan?: ElementId;
  /** The autonomous system that its line leads to, where one is written. */
  readonly as?: ElementId;
  readonly address?: string;
  readonly addressAssigned: boolean;
  readonly eip?: string;
  readonly securityGroups: readonly ElementId[];
  readonly listens: readonly Listen[];
  /** The only addresses that its provider lets in to it; undefined: all. */
  readonly admits?: { readonly blocks: readonly string[]; readonly source: ElementId };
}

export interface PlannedLan {
  readonly id: ElementId;
  readonly name: string;
  /** Canonical. */
  readonly cidr: string;
  /** The router that its machines have as their default gateway: the first. */
  readonly router?: ElementId;
}

/** A router at home: it gives addresses to its LAN, and translates what leaves it to the one address that it has outside. */
export interface PlannedRouter {
  readonly id: ElementId;
  readonly name: string;
  readonly lan: ElementId;
  /** In its LAN. */
  readonly address: string;
  readonly wan: string;
  /** Its provider draws the outside address: netk shows one that stands for it. */
  readonly wanDrawn: boolean;
  readonly as?: ElementId;
  /** The carrier's translator that it is behind. */
  readonly carrier?: string;
  /** `napt false`: it forwards and translates nothing. */
  readonly napt: boolean;
}

/** Carrier-grade NAT of one autonomous system (RFC 6888), or of the provider where none is written. */
export interface PlannedCarrier {
  readonly id: string;
  readonly name: string;
  readonly as?: ElementId;
  /** The public address that it translates to. */
  readonly address: string;
  readonly drawn: boolean;
  /** The line that it comes from. */
  readonly source: ElementId;
}

export interface PlannedGateway {
  readonly id: ElementId;
  readonly name: string;
  readonly kind: 'internet-gateway' | 'egress-only-internet-gateway' | 'nat-gateway' | 'vpn-gateway' | 'cloud-nat';
  readonly vpc: ElementId;
  readonly subnet?: ElementId;
  readonly address?: string;
  readonly eip?: string;
  /** Of a regional NAT gateway: its public address in each zone. */
  readonly regional?: readonly { readonly zone?: string; readonly address: string; readonly drawn: boolean }[];
}

/** An interface that AWS has in a subnet for something of its own. */
export interface PlannedEdgeNode {
  readonly id: ElementId;
  readonly subnet: ElementId;
  readonly zone?: string;
  readonly address: string;
  readonly assigned: boolean;
}

/** An interface endpoint: a service that has addresses in the VPC. */
export interface PlannedEndpoint {
  readonly id: ElementId;
  readonly name: string;
  readonly vpc: ElementId;
  /** `com.amazonaws.eu-central-1.ecr.api`. */
  readonly service?: string;
  /** The service's own name leads to it, for who asks the resolver of the VPC. */
  readonly privateDns: boolean;
  readonly securityGroups: readonly ElementId[];
  readonly nodes: readonly PlannedEdgeNode[];
}

/** A VPC at a transit gateway. */
export interface PlannedAttachment {
  readonly id: ElementId;
  readonly gateway: ElementId;
  /** The name of the transit gateway. */
  readonly name: string;
  readonly vpc: ElementId;
  /** One for each zone that it serves. */
  readonly nodes: readonly PlannedEdgeNode[];
}

/** Who carries what an API server sends to where no interface of its own stands (EKS API, controlPlaneEgressMode). */
export const egressModes = ['AWS_MANAGED', 'CUSTOMER_ROUTED', 'CUSTOMER_ISOLATED'] as const;

/** The API server of a cluster whose control plane its provider runs. */
export interface PlannedApiServer {
  /** Of its `control-plane` block. */
  readonly id: ElementId;
  readonly cluster: ElementId;
  /** The name of its endpoint. EKS draws the first label; netk makes it of the cluster's name. */
  readonly host: string;
  /** Hosts that stand for its interfaces in the VPC (cross-account ENIs). */
  readonly xEnis: readonly ElementId[];
  /** The host that stands for it on the provider's side, where its public endpoint is. */
  readonly outside: ElementId;
  readonly isPublic: boolean;
  readonly isPrivate: boolean;
  /** The private endpoint's zone is there: it needs both DNS attributes of the VPC (EKS user guide, cluster endpoint). */
  readonly hasZone: boolean;
  readonly egress: (typeof egressModes)[number];
}

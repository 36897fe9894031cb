import type { Cluster } from '../topology/cluster.ts';
import { settingOf } from '../topology/setting.ts';

/** Something whose version decides about tables. */
interface Component {
  /** How the author writes it, without the version. */
  readonly written: string;
  /** netk's tables are those of the versions from here … */
  readonly from: string;
  /** … to here, all of their patches included. */
  readonly to: string;
  /** What counts when no version is written. */
  readonly assumed: string;
  /** A version without its patch is the newest one, as its chart installs it. */
  readonly newestPatch?: true;
  readonly source: string;
}

/** Which versions netk's tables are of. */
export const components = {
  kubernetes: {
    written: 'kubernetes',
    from: '1.28',
    to: '1.37',
    assumed: '1.37',
    source:
      "rules recorded from kube-proxy 1.30.5; before 1.28 the kubelet's KUBE-MARK-DROP is among them (KEP 3178); no change up to 1.37 but those below",
  },
  'vpc-cni': {
    written: 'cni vpc-cni',
    from: '1.8',
    to: '1.23',
    assumed: '1.22',
    source: 'amazon-vpc-cni-k8s b52188387, pkg/networkutils; tags v1.8.0 to v1.23.1',
  },
  cilium: {
    written: 'cni cilium',
    from: '1.15',
    to: '1.20',
    assumed: '1.19',
    source: 'cilium/cilium v1.15 to v1.20, bpf/ and pkg/datapath; upgrade notes',
  },
  'aws-load-balancer-controller': {
    written: 'aws-load-balancer-controller',
    from: '2.4',
    to: '3.5',
    assumed: '3.5',
    newestPatch: true,
    source: 'aws-load-balancer-controller 225f445, pkg/ingress, pkg/service, pkg/networking; release notes to v3.5.0',
  },
} as const satisfies Record<string, Component>;

export type ComponentName = keyof typeof components;

/** A fact that holds from a version on. */
interface Change {
  readonly of: ComponentName;
  readonly since: string;
  readonly source: string;
}

/** What versions changed that netk follows or tells, with the place that says so. */
export const changes = {
  /** kube-proxy names two nfacct counters in its rules, where the kernel has nfnetlink_acct (EKS among them). */
  nfacct: { of: 'kubernetes', since: '1.31', source: 'CHANGELOG-1.31, kubernetes/kubernetes #122812 and #125015' },
  /** EKS has no image with Amazon Linux 2. */
  withoutAl2: { of: 'kubernetes', since: '1.33', source: 'EKS user guide, eks-ami-deprecation-faqs' },
  /** Bottlerocket has the nf_tables flavour of iptables. */
  bottlerocketNft: { of: 'kubernetes', since: '1.34', source: 'bottlerocket-os/bottlerocket #4762' },
  /** kube-proxy warns at its start in IPVS mode. */
  ipvsDeprecated: {
    of: 'kubernetes',
    since: '1.35',
    source: 'CHANGELOG-1.35, kubernetes/kubernetes #134539; KEP 5495',
  },
  /** kube-proxy in nftables mode refuses behind the translation of destinations. */
  nftRefusesBehind: { of: 'kubernetes', since: '1.34', source: 'CHANGELOG-1.34, kubernetes/kubernetes #132456' },
  /** It has no chains for endpoints, and none that marks; what comes back to its sender is in a set. */
  nftSquashed: { of: 'kubernetes', since: '1.36', source: 'CHANGELOG-1.36, kubernetes/kubernetes #135800, #136499' },
  /** It translates to a single endpoint without drawing. */
  nftPlainSingle: { of: 'kubernetes', since: '1.37', source: 'CHANGELOG-1.37, kubernetes/kubernetes #140723' },
  /** The annotation `topology-mode` of Services. */
  topologyMode: {
    of: 'kubernetes',
    since: '1.27',
    source: 'kubernetes/kubernetes #116522; KEP-2433',
  },
  /** Services have `trafficDistribution`, with the word PreferClose alone. */
  trafficDistribution: { of: 'kubernetes', since: '1.31', source: 'KEP-4444, kep.yaml (beta)' },
  /** It knows PreferSameZone and PreferSameNode. */
  preferSame: { of: 'kubernetes', since: '1.34', source: 'CHANGELOG-1.34, kubernetes/kubernetes #132127; KEP-3015' },
  /** PreferClose is the older word for PreferSameZone. */
  preferCloseDeprecated: { of: 'kubernetes', since: '1.35', source: 'CHANGELOG-1.35, kubernetes/kubernetes #134457' },
  /** GKE's groups of endpoints GCE_VM_IP are backends of external balancers with the annotation l4-rbs. */
  gkeNegServices: {
    of: 'kubernetes',
    since: '1.32.2',
    source: 'GKE documentation, LoadBalancer Service parameters (1.32.2-gke.1652000)',
  },
  /** Nodes of GKE have NodeLocal DNSCache unless somebody turns it off; of 1.34.1 from the build 3720000 on. */
  gkeNodeLocalDns: {
    of: 'kubernetes',
    since: '1.34.1',
    source: 'GKE documentation, Set up NodeLocal DNSCache (1.34.1-gke.3720000), read on 2026-11-30',
  },
  /** The Cilium of GKE's Dataplane V2 is one that refuses what is for a Service without a backend. */
  gkeCiliumRefuses: {
    of: 'kubernetes',
    since: '1.35',
    source:
      'image gke-release/cilium v1.18.7-gke1.35-gke.6 of a cluster, seen in a list of 2026-06-12; cilium/cilium v1.18, pkg/defaults',
  },
  /** GKE gives internal balancers a subset of the nodes. */
  gkeSubsetting: { of: 'kubernetes', since: '1.36', source: 'GKE documentation, LoadBalancer Service parameters' },
  /** GKE makes balancers of Services with ports of several protocols. */
  gkeMixedProtocols: {
    of: 'kubernetes',
    since: '1.36.2',
    source: 'GKE release notes, mixed protocol LoadBalancer Services (1.36.2-gke.1498000)',
  },
  /** GKE's external balancers have backend services without an annotation. */
  gkeBackendServices: { of: 'kubernetes', since: '1.37', source: 'GKE documentation, About LoadBalancer Services' },
  /** The API server warns when a Service has external addresses. */
  externalIpsDeprecated: {
    of: 'kubernetes',
    since: '1.36',
    source: 'CHANGELOG-1.36, kubernetes/kubernetes #137293; KEP 5707',
  },
  /** RelaxedServiceNameValidation is on: the name of a Service may begin with a digit. */
  digitServiceNames: { of: 'kubernetes', since: '1.36', source: 'CHANGELOG-1.36, kubernetes/kubernetes #136389' },
  /** Packets of pods that leave the VPC are marked by AWS-CONNMARK-CHAIN-0; before, each block of the VPC had a rule 1536. */
  connmarkChain: { of: 'vpc-cni', since: '1.8', source: 'amazon-vpc-cni-k8s v1.8.0, pkg/networkutils/network.go' },
  /** Pods of IPv4 reach IPv6 by their node's address. */
  sixEgress: { of: 'vpc-cni', since: '1.13', source: 'amazon-vpc-cni-k8s v1.13.0, README (ENABLE_V6_EGRESS)' },
  /** The network policy agent; off unless it is switched on. */
  networkPolicies: { of: 'vpc-cni', since: '1.14', source: 'amazon-network-policy-controller-k8s, README' },
  /** It may know ClusterNetworkPolicy. */
  ciliumClusterPolicies: { of: 'cilium', since: '1.20', source: 'cilium/cilium #23380, closed in 2025; not verified' },
  /** Cilium knows ranges of ports in policies. */
  ciliumPortRanges: {
    of: 'cilium',
    since: '1.16',
    source: 'Cilium documentation, Kubernetes network policy; 1.16 release notes',
  },
  /** The agent knows ClusterNetworkPolicy. */
  clusterPolicies: { of: 'vpc-cni', since: '1.21', source: 'aws-network-policy-agent v1.3, which 1.21 bundles' },
  subnetDiscovery: { of: 'vpc-cni', since: '1.18', source: 'amazon-vpc-cni-k8s v1.18.0, README' },
  imdsOnlyMode: { of: 'vpc-cni', since: '1.19.6', source: 'amazon-vpc-cni-k8s v1.19.6, README' },
  multiNic: { of: 'vpc-cni', since: '1.20.0', source: 'amazon-vpc-cni-k8s v1.20.0, README' },
  /** Tables of interfaces on further network cards are called as amazon-ec2-net-utils calls them. */
  cardTables: {
    of: 'vpc-cni',
    since: '1.20.3',
    source: 'amazon-vpc-cni-k8s v1.20.3 (2025-09-24), release notes (#3452), pkg/networkutils/helper.go',
  },
  /** Rule 32765 sends what comes from the own address of a secondary interface to its table. */
  eniAddressRule: {
    of: 'vpc-cni',
    since: '1.20.0',
    source: 'amazon-vpc-cni-k8s v1.20.0, networkutils.FromPrimaryIPofENIRulePriority',
  },
  /** The connmark rules are a table of nftables on nodes whose iptables is the nf_tables one. */
  connmarkNft: {
    of: 'vpc-cni',
    since: '1.23.0',
    source: 'amazon-vpc-cni-k8s v1.23.0 (70be55a39, #3588), pkg/networkutils/nftables_connmark.go',
  },
  /** The comment of AWS-CONNMARK-CHAIN-0 is the same for the blocks of the VPC and the excluded ones. */
  connmarkComment: {
    of: 'vpc-cni',
    since: '1.23.0',
    source: 'amazon-vpc-cni-k8s v1.23.0 (70be55a39, #3588), pkg/networkutils/iptables_connmark.go',
  },
  /**
   * The restore rule of 1.23.0 and 1.23.1 overwrites the whole mark of a packet. The mending leaves the other bits alone;
   * no release is known to have it, and none behind these two to lack it.
   */
  connmarkRestoreUnknown: {
    of: 'vpc-cni',
    since: '1.23.2',
    source: 'amazon-vpc-cni-k8s #3872 (2026-09-10), mended by #3875, which v1.23.1 (2026-08-20) does not have',
  },
  /** Packets from outside to an address of a Service, at a port that none has, are no longer the machine's own. */
  ciliumOtherPorts: {
    of: 'cilium',
    since: '1.19',
    source: 'cilium/cilium #44430 (wildcard entries of the service map)',
  },
  /** Its webhook gives new Services of type LoadBalancer its class. */
  lbcServiceClass: {
    of: 'aws-load-balancer-controller',
    since: '2.5.0',
    source: 'aws-load-balancer-controller v2.5.0, docs/guide/service/nlb.md',
  },
  /** A network load balancer gets security groups. */
  lbcNlbGroups: {
    of: 'aws-load-balancer-controller',
    since: '2.6.0',
    source: 'aws-load-balancer-controller v2.6.0, docs/deploy/security_groups.md',
  },
  /** Where no subnet has the tag of a role, the route to an internet gateway tells public subnets. */
  lbcReachability: {
    of: 'aws-load-balancer-controller',
    since: '2.12.1',
    source: 'aws-load-balancer-controller v2.12.1, docs/deploy/subnet_discovery.md',
  },
  /** A network load balancer may stand in front of the ALB of Ingresses. */
  lbcFrontendNlb: {
    of: 'aws-load-balancer-controller',
    since: '2.13.0',
    source:
      'aws/eks-charts #1214, release notes of aws-load-balancer-controller v2.13.0 (May 2025); kubernetes-sigs/aws-load-balancer-controller #4126 (April 2025)',
  },
  /** Gateways are watched as soon as their definitions are installed. */
  lbcGateways: {
    of: 'aws-load-balancer-controller',
    since: '3.2.0',
    source: 'aws-load-balancer-controller v3.2.0, release notes (ALBGatewayAPI, NLBGatewayAPI)',
  },
} as const satisfies Record<string, Change>;

export type VersionChange = keyof typeof changes;

/** The numbers that a version begins with: 1.33.2-gke.1 has 1, 33, 2. Undefined: it is no version. */
function versionNumbers(version: string): readonly [number, number, number] | undefined {
  const [, major, minor, patch] = /^v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?/.exec(version) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch ?? 0)];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, number] of a.entries()) if (number !== b[at]) return number - b[at]!;
  return 0;
}

function withPatch({ newestPatch }: Component, version: string): readonly number[] | undefined {
  const numbers = versionNumbers(version);
  const bare = newestPatch && /^v?\d+\.\d+$/.test(version);
  return numbers && bare ? [...numbers.slice(0, 2), Number.POSITIVE_INFINITY] : numbers;
}

/** Whether this version has the change. No version, or an unreadable one, counts as the one that is assumed. */
export function hasChange(version: string | undefined, change: VersionChange): boolean {
  const { of, since } = changes[change];
  const component: Component = components[of];
  const own = withPatch(component, version ?? '') ?? withPatch(component, component.assumed)!;
  return compare(own, versionNumbers(since)!) >= 0;
}

/** How a version lies to those that netk's tables are of. */
export function ageOf(of: ComponentName, version: string): 'known' | 'older' | 'newer' | 'unreadable' {
  const { from, to } = components[of];
  const own = versionNumbers(version);
  if (!own) return 'unreadable';
  if (compare(own, versionNumbers(from)!) < 0) return 'older';
  return compare(own.slice(0, 2), versionNumbers(to)!) > 0 ? 'newer' : 'known';
}

/** The version of a component that the author wrote for a cluster. */
export function versionOf({ settings }: Pick<Cluster, 'settings'>, of: ComponentName): string | undefined {
  if (of === 'kubernetes') return settingOf(settings, 'kubernetes')?.values[0];
  if (of === 'aws-load-balancer-controller') return settingOf(settings, of)?.values[0];
  const [name, version] = settingOf(settings, 'cni')?.values ?? [];
  return name === of ? version : undefined;
}

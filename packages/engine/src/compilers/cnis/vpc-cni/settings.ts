import { type Setting, settingOf } from '../../../topology/setting.ts';

const bool = 'true | false';

/**
 * The add-on's environment variables (amazon-vpc-cni-k8s README, read on 2026-11-20), under their own names. The first
 * group changes tables and rules; the second changes how addresses are handed out or is not modelled yet.
 */
export const vpcCniSettings = [
  {
    key: 'AWS_VPC_K8S_CNI_EXTERNALSNAT',
    doc: 'Leave source translation to a NAT gateway: no SNAT chain, no connmark chain.',
    values: bool,
    fallback: 'false',
  },
  {
    key: 'AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS',
    doc: 'Blocks outside the VPC that see the pod address. Ignored with external SNAT.',
    fallback: '',
  },
  {
    key: 'AWS_EXTERNAL_SERVICE_CIDRS',
    doc: 'Blocks that are routed by the main table, for Services whose endpoints lie outside the VPC.',
    fallback: '',
  },
  {
    key: 'AWS_VPC_K8S_CNI_RANDOMIZESNAT',
    doc: 'How the source port is drawn: --random-fully, --random, or kept.',
    values: 'prng | hashrandom | none',
    fallback: 'prng',
  },
  {
    key: 'AWS_VPC_CNI_NODE_PORT_SUPPORT',
    doc: 'NodePort works for pods on secondary ENIs: connmark on the primary interface, loose rp_filter.',
    values: bool,
    fallback: 'true',
  },
  {
    key: 'AWS_VPC_K8S_CNI_CONNMARK',
    doc: 'The bit of the mark that the add-on uses.',
    values: 'a number',
    fallback: '0x80',
  },
  { key: 'AWS_VPC_K8S_CNI_VETHPREFIX', doc: 'The prefix of host veth names.', values: 'a word', fallback: 'eni' },
  {
    key: 'AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG',
    doc: 'Pod interfaces follow ENIConfigs.',
    values: bool,
    fallback: 'false',
  },
  { key: 'AWS_VPC_ENI_MTU', doc: 'MTU of the interfaces.', values: 'a number', fallback: '9001' },
  { key: 'POD_MTU', doc: 'MTU of the pods’ links, if it is another.', values: 'a number', fallback: '' },
  {
    key: 'ENABLE_PREFIX_DELEGATION',
    doc: 'Interfaces get /28 prefixes instead of single addresses.',
    values: bool,
    fallback: 'false',
  },
  { key: 'ENABLE_IPv4', doc: 'Pods have IPv4 addresses.', values: bool, fallback: 'true' },
  { key: 'ENABLE_IPv6', doc: 'Pods have IPv6 addresses.', values: bool, fallback: 'false' },
  { key: 'ENABLE_V4_EGRESS', doc: 'IPv6 pods reach IPv4 through the node.', values: bool, fallback: 'true' },
  { key: 'ENABLE_V6_EGRESS', doc: 'IPv4 pods reach IPv6 through the node.', values: bool, fallback: 'false' },
  { key: 'ENABLE_POD_ENI', doc: 'Security groups for pods, on branch interfaces.', values: bool, fallback: 'false' },
  {
    key: 'POD_SECURITY_GROUP_ENFORCING_MODE',
    doc: 'Whether all traffic of such a pod goes over its branch interface.',
    values: 'strict | standard',
    fallback: 'strict',
  },
  {
    key: 'DISABLE_TCP_EARLY_DEMUX',
    doc: 'Needed for probes of pods with branch interfaces.',
    values: bool,
    fallback: 'false',
  },
  {
    key: 'ENI_CONFIG_LABEL_DEF',
    doc: 'The node label that names the ENIConfig.',
    values: 'a label key',
    fallback: 'k8s.amazonaws.com/eniConfig',
  },
  { key: 'ENI_CONFIG_ANNOTATION_DEF', doc: 'The node annotation that names the ENIConfig.', fallback: '' },
  { key: 'WARM_ENI_TARGET', doc: 'Spare interfaces that are kept attached.', values: 'a number', fallback: '1' },
  { key: 'WARM_IP_TARGET', doc: 'Spare addresses that are kept.', values: 'a number', fallback: '' },
  { key: 'MINIMUM_IP_TARGET', doc: 'Addresses that a node has from the start.', values: 'a number', fallback: '' },
  { key: 'WARM_PREFIX_TARGET', doc: 'Spare prefixes that are kept.', values: 'a number', fallback: '1' },
  { key: 'MAX_ENI', doc: 'The most interfaces of a node.', values: 'a number', fallback: '' },
  {
    key: 'ENABLE_SUBNET_DISCOVERY',
    doc: 'Interfaces for pods may be in another subnet of the zone that is tagged kubernetes.io/role/cni.',
    values: bool,
    fallback: 'true',
  },
  {
    key: 'ENABLE_MULTI_NIC',
    doc: 'Pods that ask for it have an interface of each network card.',
    values: bool,
    fallback: 'false',
  },
  {
    key: 'ENABLE_IMDS_ONLY_MODE',
    doc: 'The add-on asks the instance metadata service alone, and not the EC2 API.',
    values: bool,
    fallback: 'false',
  },
  { key: 'ENABLE_NETWORK_POLICY', doc: 'Network policies are enforced.', values: bool, fallback: 'false' },
  {
    key: 'NETWORK_POLICY_ENFORCING_MODE',
    doc: 'What a new pod may do before its policies are known.',
    values: 'standard | strict',
    fallback: 'standard',
  },
] as const;

/** The switches that decide about tables and rules, as the CNI understands them. */
export interface VpcCniSwitches {
  readonly externalSnat: boolean;
  readonly excludeSnatCidrs: readonly string[];
  readonly externalServiceCidrs: readonly string[];
  readonly randomize: 'prng' | 'hashrandom' | 'none';
  readonly nodePortSupport: boolean;
  readonly mark: number;
  readonly vethPrefix: string;
  /** Bytes of the largest packet of the node's interfaces, and of both ends of a pod's link. */
  readonly eniMtu: number;
  readonly podMtu: number;
  /** Pods may have branch interfaces; `strict`: all their packets go over them. */
  readonly podEni: boolean;
  readonly strict: boolean;
  readonly lateDemux: boolean;
  /** `MAX_ENI`, where it says a number. */
  readonly maxEni: number | undefined;
}

type Key = (typeof vpcCniSettings)[number]['key'];

/** What is no number is not set; smaller and larger ones become 576 and 9001 (networkutils/network.go, GetEthernetMTU). */
const mtuOf = (text: string | undefined, otherwise: number): number =>
  text !== undefined && /^\d+$/.test(text) ? Math.min(Math.max(Number(text), 576), 9001) : otherwise;

const known = new WeakMap<readonly Setting[], VpcCniSwitches>();

/** What the settings of a cluster come to: read once for all of its nodes. */
export function switchesOf(settings: readonly Setting[]): VpcCniSwitches {
  const switches = known.get(settings) ?? read(settings);
  known.set(settings, switches);
  return switches;
}

function read(settings: readonly Setting[]): VpcCniSwitches {
  const value = (key: Key): readonly string[] =>
    settingOf(settings, key)?.values ?? [vpcCniSettings.find((each) => each.key === key)!.fallback];
  const words = (key: Key) =>
    value(key)
      .flatMap((each) => each.split(','))
      .filter((each) => each !== '');
  const randomize = value('AWS_VPC_K8S_CNI_RANDOMIZESNAT')[0];
  const eniMtu = mtuOf(value('AWS_VPC_ENI_MTU')[0], 9001);
  const maxEni = Number(value('MAX_ENI')[0] || Number.NaN);
  const mark = Number(value('AWS_VPC_K8S_CNI_CONNMARK')[0]);
  return {
    externalSnat: value('AWS_VPC_K8S_CNI_EXTERNALSNAT')[0] === 'true',
    excludeSnatCidrs: words('AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS'),
    externalServiceCidrs: words('AWS_EXTERNAL_SERVICE_CIDRS'),
    randomize: randomize === 'hashrandom' || randomize === 'none' ? randomize : 'prng',
    nodePortSupport: value('AWS_VPC_CNI_NODE_PORT_SUPPORT')[0] !== 'false',
    mark: Number.isInteger(mark) && mark > 0 ? mark : 0x80,
    vethPrefix: value('AWS_VPC_K8S_CNI_VETHPREFIX')[0] ?? 'eni',
    eniMtu,
    podMtu: mtuOf(value('POD_MTU')[0], eniMtu),
    podEni: value('ENABLE_POD_ENI')[0] === 'true',
    strict: value('POD_SECURITY_GROUP_ENFORCING_MODE')[0] !== 'standard',
    lateDemux: value('DISABLE_TCP_EARLY_DEMUX')[0] === 'true',
    maxEni: maxEni >= 1 ? maxEni : undefined,
  };
}

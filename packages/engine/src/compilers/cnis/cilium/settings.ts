import { parseCidr } from '../../../base/addr/index.ts';
import { notModelled } from '../../../base/not-modelled.ts';
import { type Setting, settingOf } from '../../../topology/setting.ts';
import type { CniSettingWord } from '../cni.ts';

const bool = 'true | false';

/** Values of Cilium's Helm chart (cilium/cilium v1.19, install/kubernetes/cilium/values.yaml), under their own names. */
const followed = [
  { key: 'kubeProxyReplacement', doc: 'Cilium does the work of kube-proxy.', values: bool, fallback: 'false' },
  {
    key: 'routingMode',
    doc: 'How packets of pods travel between nodes.',
    values: 'tunnel | native',
    fallback: 'tunnel',
  },
  { key: 'tunnelProtocol', doc: 'The tunnels between nodes.', values: 'vxlan | geneve', fallback: 'vxlan' },
  { key: 'tunnelPort', doc: 'The UDP port of the tunnels.', values: 'a number', fallback: '8472, of Geneve 6081' },
  {
    key: 'autoDirectNodeRoutes',
    doc: 'In native routing: nodes of one segment have routes to the blocks of each other.',
    values: bool,
    fallback: 'false',
  },
  {
    key: 'ipv4NativeRoutingCIDR',
    doc: 'The block that pods reach with their own addresses.',
    values: 'a block',
    fallback: '',
  },
  {
    key: 'loadBalancer.mode',
    doc: 'How the answers of a backend on another node return: through the node that was asked (snat), or to the client directly (dsr); hybrid: TCP directly.',
    values: 'snat | dsr | hybrid',
    fallback: 'snat',
  },
  {
    key: 'loadBalancer.dsrDispatch',
    doc: 'What tells the other node whom the client asked: an option of IP, or Geneve.',
    values: 'opt | geneve',
    fallback: 'opt',
  },
  {
    key: 'loadBalancer.algorithm',
    doc: 'How backends are chosen for clients outside of the cluster.',
    values: 'random | maglev',
    fallback: 'random',
  },
  {
    key: 'enableIPv4Masquerade',
    doc: 'Pods leave the cluster with the address of their node.',
    values: bool,
    fallback: 'true',
  },
  {
    key: 'bpf.masquerade',
    doc: 'A program of eBPF does that, and not iptables.',
    values: bool,
    fallback: 'false',
  },
  {
    key: 'bpf.hostLegacyRouting',
    doc: 'Packets of pods pass the routing and the netfilter of their node.',
    values: bool,
    fallback: 'false with kubeProxyReplacement and bpf.masquerade',
  },
  {
    key: 'bpf.lbExternalClusterIP',
    doc: 'Cluster IPs answer others than the cluster too.',
    values: bool,
    fallback: 'false',
  },
  {
    key: 'serviceNoBackendResponse',
    doc: 'What clients outside of the cluster get from a Service without a backend.',
    values: 'reject | drop',
    fallback: 'reject',
  },
  {
    key: 'MTU',
    doc: "Bytes of the largest packet of the node's network.",
    values: 'a number',
    fallback: "the interface's",
  },
  {
    key: 'ipam.operator.clusterPoolIPv4PodCIDRList',
    doc: 'The pool of blocks for nodes.',
    values: 'a block',
    fallback: '10.0.0.0/8, or clusterCIDR',
  },
  {
    key: 'ipam.operator.clusterPoolIPv4MaskSize',
    doc: 'Bits of the block of a node.',
    values: 'a number',
    fallback: '24',
  },
  {
    key: 'policyEnforcementMode',
    doc: 'Whether network policies are enforced: where one is about a pod, or nowhere.',
    values: 'default | never',
    fallback: 'default',
  },
  {
    key: 'policyCIDRMatchMode',
    doc: 'Blocks of policies mean nodes too; without it others than the cluster alone.',
    values: 'nodes',
    fallback: '',
  },
  { key: 'ipam.mode', doc: 'Who gives addresses to pods.', values: 'cluster-pool', fallback: 'cluster-pool' },
] as const;

/**
 * Values that change what nodes do with packets and that are not followed: the key, and the one that changes nothing. Others (Hubble, the
 * BGP of Services that nobody announces, gateways without policies) change nothing of a packet.
 */
const unfollowed: Readonly<Record<string, string>> = {
  'encryption.enabled': 'false',
  'endpointRoutes.enabled': 'false',
  'bpf.datapathMode': 'veth',
  'socketLB.hostNamespaceOnly': 'false',
  'socketLB.enabled': 'true',
  'ipMasqAgent.enabled': 'false',
  'cni.chainingMode': 'none',
  'hostFirewall.enabled': 'false',
  'eni.enabled': 'false',
  'loadBalancer.acceleration': 'disabled',
  'loadBalancer.serviceTopology': 'false',
  'nodePort.enabled': 'true',
  'sctp.enabled': 'false',
  'ingressController.enabled': 'false',
  'envoyConfig.enabled': 'false',
  egressMasqueradeInterfaces: '',
  'nodePort.addresses': '',
};

/** What stands in the block: values that are followed, and those that are known not to be. */
export const ciliumSettings: readonly CniSettingWord[] = [
  ...followed,
  ...Object.entries(unfollowed).map(([key, value]) => ({
    key,
    doc: `Not followed yet: with ${value === '' ? 'a value' : `another value than ${value}`} walks through the cluster are undetermined.`,
    values: 'a word',
    fallback: value,
  })),
];

export interface CiliumSwitches {
  readonly replacesProxy: boolean;
  /** Undefined: native routing. */
  readonly tunnel: 'vxlan' | 'geneve' | undefined;
  readonly tunnelPort: number;
  readonly directRoutes: boolean;
  readonly nativeCidr: string | undefined;
  readonly forward: { readonly tcp: 'snat' | 'dsr'; readonly udp: 'snat' | 'dsr' };
  readonly dsrByGeneve: boolean;
  readonly maglev: boolean;
  readonly masquerade: 'ebpf' | 'iptables' | undefined;
  /** Programs forward packets of pods themselves, past the routing and netfilter of their node. */
  readonly hostRouting: boolean;
  readonly externalClusterIps: boolean;
  readonly refuses: boolean;
  readonly mtu: number | undefined;
  /** Why the nodes do something else, or Cilium does not start; undefined: all of it is followed. */
  readonly unknown: string | undefined;
}

const dsr = { tcp: 'dsr', udp: 'dsr' } as const;
const modes: Readonly<Record<string, CiliumSwitches['forward']>> = {
  snat: { tcp: 'snat', udp: 'snat' },
  dsr,
  hybrid: { tcp: 'dsr', udp: 'snat' },
};

/** The pool that the chart has. */
const usualPool = '10.0.0.0/8';

const wordOf = (settings: readonly Setting[], key: string): string | undefined => settingOf(settings, key)?.values[0];

export const poolOf = (settings: readonly Setting[]): string | undefined => {
  const written = wordOf(settings, 'ipam.operator.clusterPoolIPv4PodCIDRList') ?? usualPool;
  return parseCidr(written) ? written : undefined;
};

export function maskOf(settings: readonly Setting[]): number {
  const bits = Number(wordOf(settings, 'ipam.operator.clusterPoolIPv4MaskSize') ?? 24);
  return Number.isInteger(bits) && bits >= 8 && bits <= 30 ? bits : 24;
}

export const replacesProxy = (settings: readonly Setting[]): boolean =>
  wordOf(settings, 'kubeProxyReplacement') === 'true';

export function ciliumSwitches(settings: readonly Setting[]): CiliumSwitches {
  const isOn = (key: string, otherwise = false): boolean => (wordOf(settings, key) ?? `${otherwise}`) === 'true';
  const replaces = replacesProxy(settings);
  const protocol = wordOf(settings, 'tunnelProtocol') ?? 'vxlan';
  const kind = protocol === 'geneve' ? ('geneve' as const) : ('vxlan' as const);
  const isTunnel = wordOf(settings, 'routingMode') !== 'native';
  const port = Number(wordOf(settings, 'tunnelPort'));
  const mtu = Number(wordOf(settings, 'MTU'));
  const masquerades = isOn('enableIPv4Masquerade', true);
  const byEbpf = isOn('bpf.masquerade');
  const nativeCidr = wordOf(settings, 'ipv4NativeRoutingCIDR');
  const dispatch = wordOf(settings, 'loadBalancer.dsrDispatch') ?? 'opt';
  return {
    replacesProxy: replaces,
    tunnel: isTunnel ? kind : undefined,
    tunnelPort: Number.isInteger(port) && port > 0 && port < 65536 ? port : kind === 'vxlan' ? 8472 : 6081,
    directRoutes: isOn('autoDirectNodeRoutes'),
    nativeCidr: nativeCidr !== undefined && parseCidr(nativeCidr) ? nativeCidr : undefined,
    forward: modes[wordOf(settings, 'loadBalancer.mode') ?? 'snat'] ?? modes.snat!,
    dsrByGeneve: dispatch === 'geneve',
    maglev: wordOf(settings, 'loadBalancer.algorithm') === 'maglev',
    masquerade: masquerades ? (byEbpf ? 'ebpf' : 'iptables') : undefined,
    hostRouting: replaces && (byEbpf || !masquerades) && !isOn('bpf.hostLegacyRouting'),
    externalClusterIps: isOn('bpf.lbExternalClusterIP'),
    refuses: wordOf(settings, 'serviceNoBackendResponse') !== 'drop',
    mtu: Number.isInteger(mtu) && mtu >= 576 && mtu <= 65535 ? mtu : undefined,
    unknown: unknownOf(settings),
  };
}

/** The agent does not start (daemon/cmd/kube_proxy_replacement.go, pkg/option/config.go), and what was there before stays. */
const notStarted = (what: string, why: string): string => `Cilium does not start: ${what} ${why}`;

/** Words of which not all values are known here. */
const listed = followed.filter(({ values }) => values.includes(' | ') || values === 'cluster-pool');

function unknownOf(settings: readonly Setting[]): string | undefined {
  const value = (key: string) => wordOf(settings, key);
  for (const { key, values } of settings) {
    const written = values.join(' ');
    if (Object.hasOwn(unfollowed, key) && written !== unfollowed[key])
      return notModelled(`${key} ${written} of Cilium`);
    const word = listed.find((each) => each.key === key);
    if (word && !word.values.split(' | ').includes(written)) return notModelled(`${key} ${written} of Cilium`);
  }
  const replaces = replacesProxy(settings);
  const isDsr = replaces && (value('loadBalancer.mode') ?? 'snat') !== 'snat';
  const isTunnel = value('routingMode') !== 'native';
  const isGeneve = value('loadBalancer.dsrDispatch') === 'geneve';
  if (isDsr && isTunnel && !isGeneve)
    return notStarted('loadBalancer.mode dsr', 'in a tunnel needs loadBalancer.dsrDispatch geneve');
  if (isDsr && isGeneve && value('tunnelProtocol') !== 'geneve')
    return notStarted('loadBalancer.dsrDispatch geneve', 'needs tunnelProtocol geneve');
  if (!replaces && value('bpf.masquerade') === 'true' && value('enableIPv4Masquerade') !== 'false')
    return notStarted('bpf.masquerade', 'needs kubeProxyReplacement');
  if (isTunnel && value('autoDirectNodeRoutes') === 'true')
    return notStarted('autoDirectNodeRoutes', 'needs routingMode native');
  const masquerades = value('enableIPv4Masquerade') !== 'false';
  // pkg/option/config.go, checkIPv4NativeRoutingCIDR
  if (!isTunnel && masquerades && value('ipv4NativeRoutingCIDR') === undefined)
    return notStarted('routingMode native', 'with enableIPv4Masquerade needs ipv4NativeRoutingCIDR');
  return undefined;
}

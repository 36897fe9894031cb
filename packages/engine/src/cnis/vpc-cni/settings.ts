import { type Setting, settingOf } from '../../topology/setting.ts';

/** The add-on's environment variables that change what a node's tables look like (amazon-vpc-cni-k8s README). */
export const vpcCniSettings = [
  {
    key: 'AWS_VPC_K8S_CNI_EXTERNALSNAT',
    doc: 'true: pods keep their address outside the VPC; no SNAT chain, no connmark chain.',
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
    doc: 'How the source port is drawn: prng (--random-fully), hashrandom (--random), none (kept).',
    fallback: 'prng',
  },
  {
    key: 'AWS_VPC_CNI_NODE_PORT_SUPPORT',
    doc: 'NodePort works for pods on secondary ENIs: connmark on the primary interface, loose rp_filter.',
    fallback: 'true',
  },
  { key: 'AWS_VPC_K8S_CNI_CONNMARK', doc: 'The bit of the mark that the add-on uses.', fallback: '0x80' },
  { key: 'AWS_VPC_K8S_CNI_VETHPREFIX', doc: 'The prefix of host veth names.', fallback: 'eni' },
  {
    key: 'ENABLE_PREFIX_DELEGATION',
    doc: 'Pods take addresses of /28 prefixes instead of single ones.',
    fallback: 'false',
  },
  { key: 'WARM_ENI_TARGET', doc: 'Spare ENIs that are kept attached.', fallback: '1' },
  { key: 'WARM_IP_TARGET', doc: 'Spare addresses that are kept.', fallback: '' },
  { key: 'MINIMUM_IP_TARGET', doc: 'Addresses that are kept from the start.', fallback: '' },
  { key: 'WARM_PREFIX_TARGET', doc: 'Spare prefixes that are kept.', fallback: '1' },
] as const;

/** The switches as the CNI understands them. */
export interface VpcCniSwitches {
  readonly externalSnat: boolean;
  readonly excludeSnatCidrs: readonly string[];
  readonly externalServiceCidrs: readonly string[];
  readonly randomize: 'prng' | 'hashrandom' | 'none';
  readonly nodePortSupport: boolean;
  readonly mark: number;
  readonly vethPrefix: string;
}

export function switchesOf(settings: readonly Setting[]): VpcCniSwitches {
  const value = (key: (typeof vpcCniSettings)[number]['key']): readonly string[] =>
    settingOf(settings, key)?.values ?? [vpcCniSettings.find((each) => each.key === key)!.fallback];
  const words = (key: Parameters<typeof value>[0]) =>
    value(key)
      .flatMap((each) => each.split(','))
      .filter((each) => each !== '');
  const randomize = value('AWS_VPC_K8S_CNI_RANDOMIZESNAT')[0];
  const mark = Number(value('AWS_VPC_K8S_CNI_CONNMARK')[0]);
  return {
    externalSnat: value('AWS_VPC_K8S_CNI_EXTERNALSNAT')[0] === 'true',
    excludeSnatCidrs: words('AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS'),
    externalServiceCidrs: words('AWS_EXTERNAL_SERVICE_CIDRS'),
    randomize: randomize === 'hashrandom' || randomize === 'none' ? randomize : 'prng',
    nodePortSupport: value('AWS_VPC_CNI_NODE_PORT_SUPPORT')[0] !== 'false',
    mark: Number.isInteger(mark) && mark > 0 ? mark : 0x80,
    vethPrefix: value('AWS_VPC_K8S_CNI_VETHPREFIX')[0] ?? 'eni',
  };
}

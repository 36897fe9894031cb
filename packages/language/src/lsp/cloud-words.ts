/** Nouns that only AWS has. */
const awsNouns: ReadonlySet<string> = new Set([
  'internet-gateway',
  'egress-only-internet-gateway',
  'nat-gateway',
  'vpn-gateway',
  'vpc-endpoint',
  'security-group',
  'security-groups',
  'network-acl',
  'eniconfig',
  'securitygrouppolicy',
  'x-eni',
  'eni',
  'transit-gateway',
  'attachment',
  'association',
  'propagation',
  'propagating-vgws',
  'prefix-list',
  'customer-gateway',
  'vpn-connection',
  'virtual-interface',
]);

/** Nouns that only Google Cloud has. */
const googleNouns: ReadonlySet<string> = new Set(['cloud-nat', 'firewall-rule']);

const cloudOfPlatform: Readonly<Record<string, string>> = { eks: 'aws', gke: 'gcp' };

const onIn = (header: string): string | undefined => /\son\s+([\w-]+)/.exec(header)?.[1];

/** The cloud of a place, as the headers around it and the text say; undefined: it may be any. */
export function cloudAt(text: string, headers: readonly string[]): string | undefined {
  const vpc = headers.find((header) => header.startsWith('vpc '));
  if (vpc !== undefined) return onIn(vpc);
  const cluster = headers.find((header) => header.startsWith('cluster '));
  if (cluster !== undefined) {
    const network = /\sin\s+([\w.-]+)/.exec(cluster)?.[1];
    const known = cloudOfPlatform[onIn(cluster) ?? ''];
    if (known !== undefined || network === undefined) return known;
    return onIn(vpcHeaders(text).find((header) => header.split(/\s+/)[1] === network) ?? '');
  }
  const all = new Set(vpcHeaders(text).map(onIn));
  return all.size === 1 ? [...all][0] : undefined;
}

const vpcHeaders = (text: string): readonly string[] =>
  text.match(/^[ \t]*vpc\s[^{;\n]*/gm)?.map((header) => header.trim()) ?? [];

/** Whether a noun can stand in a cloud. */
export function isOfCloud(noun: string, cloud: string | undefined): boolean {
  if (cloud === undefined) return true;
  if (awsNouns.has(noun)) return cloud === 'aws';
  return !googleNouns.has(noun) || cloud === 'gcp';
}

import { cidr, type Family, plus, showIp } from '../base/addr/index.ts';
import type { Cluster } from '../topology/cluster.ts';
import { settingOf } from '../topology/setting.ts';
import type { DraftNode } from './draft-node.ts';
import type { PlannedPod } from './plan.ts';
import { hasChange, versionOf } from './versions.ts';

/** How many addresses nodes have given. */
const given = new WeakMap<DraftNode, number>();

/**
 * The other family, where pods of the VPC CNI reach it by an address of their node alone: IPv4 unless `ENABLE_V4_EGRESS`
 * is false, IPv6 where `ENABLE_V6_EGRESS` is true (amazon-vpc-cni-k8s, README; since v1.13.0).
 */
export function egressFamilyOf(cluster: Cluster, cni: string, own: Family): Family | undefined {
  if (cni !== 'vpc-cni') return undefined;
  const says = (key: string) => settingOf(settingOf(cluster.settings, 'cni')?.settings ?? [], key)?.values[0];
  if (own === 6) return says('ENABLE_V4_EGRESS') === 'false' ? undefined : 4;
  return says('ENABLE_V6_EGRESS') === 'true' && hasChange(versionOf(cluster, 'vpc-cni'), 'sixEgress') ? 6 : undefined;
}

/** Where these addresses come from, each node having all of them (amazon-vpc-cni-k8s, misc/10-aws.conflist and README). */
export const egressBlocks = { 4: cidr('169.254.172.0/22'), 6: cidr('fd00::ac:0/118') } as const;

/** The next one that host-local gives on a node, which keeps the first one for a gateway; none where the node has no address to translate to. */
export function nextEgress(node: DraftNode, family: Family | undefined): Pick<PlannedPod, 'egressAddress'> {
  if (family === undefined || (family === 6 && node.address6 === undefined)) return {};
  const at = (given.get(node) ?? 1) + 1;
  given.set(node, at);
  return { egressAddress: showIp(plus(egressBlocks[family].base, at)) };
}

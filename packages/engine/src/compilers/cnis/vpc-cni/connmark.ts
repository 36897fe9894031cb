import type { MachineImage } from '../../../plan/machine-image.ts';
import { hasChange } from '../../../plan/versions.ts';

export type Connmark = 'none' | 'iptables' | 'nftables' | 'unknown';

/**
 * Where the add-on marks connections that leave the VPC: in AWS-CONNMARK-CHAIN-0; in a table `aws-cni` of nftables, by the
 * flavour of the node's iptables (pkg/iptableswrapper/iptables.go), which is not known of every image; before there was a
 * chain, nowhere.
 */
export function connmarkOf(version: string | undefined, { iptables }: MachineImage): Connmark {
  if (!hasChange(version, 'connmarkChain')) return 'none';
  if (!hasChange(version, 'connmarkNft')) return 'iptables';
  return iptables === undefined ? 'unknown' : iptables === 'nft' ? 'nftables' : 'iptables';
}

import type { MachineImage } from '../../../plan/machine-image.ts';
import { hasChange } from '../../../plan/versions.ts';

/**
 * Where the add-on marks connections that leave the VPC: in AWS-CONNMARK-CHAIN-0; in a table `aws-cni` of nftables, by the
 * flavour of the node's iptables (pkg/iptableswrapper/iptables.go), which an image that netk does not know may have; before
 * there was a chain, nowhere.
 */
export function connmarkOf(version: string | undefined, { iptables }: MachineImage): 'none' | 'iptables' | 'nftables' {
  if (!hasChange(version, 'connmarkChain')) return 'none';
  return iptables !== 'legacy' && hasChange(version, 'connmarkNft') ? 'nftables' : 'iptables';
}

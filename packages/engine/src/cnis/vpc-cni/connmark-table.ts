import type { MachineImage } from '../../plan/machine-image.ts';
import { hasChange } from '../../registry/versions.ts';

/**
 * Whether the add-on has its connmark rules in a table of nftables, `aws-cni`, and not in AWS-CONNMARK-CHAIN-0: it asks which
 * flavour the node's iptables is (pkg/iptableswrapper/iptables.go).
 */
export const hasConnmarkTable = (version: string | undefined, { iptables }: MachineImage): boolean =>
  iptables === 'nft' && hasChange(version, 'connmarkNft');

import { type Cidr, showCidr } from '../../../base/addr/index.ts';
import type { NftMatch, NftTable, NftTarget } from '../../../network/nft.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { VpcCniSwitches } from './settings.ts';

const counter: NftMatch = { kind: 'counter' };

/**
 * The connmark rules as a table of nftables (amazon-vpc-cni-k8s v1.23.1, pkg/networkutils/nftables_connmark.go). It stands
 * behind the translation of destinations, so what kube-proxy translated never comes here; and its last rule overwrites
 * the whole mark of the packet (#3872). The add-on writes the blocks in no order of its own: here they stand as elsewhere.
 */
export function connmarkTable(
  { mark, vethPrefix }: Pick<VpcCniSwitches, 'mark' | 'vethPrefix'>,
  kept: readonly Cidr[],
  source: ElementId,
): NftTable {
  const rule = (matches: readonly NftMatch[], target: NftTarget) => ({ matches, target, source });
  const blocks = [...new Map(kept.map((block) => [showCidr(block), block])).values()];
  return {
    family: 'ip',
    name: 'aws-cni',
    chains: [
      {
        name: 'nat-prerouting',
        base: { type: 'nat', hook: 'PREROUTING', priority: -90 },
        policy: 'ACCEPT',
        rules: [
          rule([{ kind: 'addrtype', side: 'dst' }], { kind: 'return' }),
          rule([{ kind: 'in', name: `${vethPrefix}+` }, counter], { kind: 'jump', chain: 'snat-mark' }),
          rule([counter], { kind: 'restore-mark', mask: mark, whole: true }),
        ],
      },
      {
        name: 'snat-mark',
        rules: [
          ...blocks.map((block) => rule([counter, { kind: 'dst', block }], { kind: 'return' })),
          rule([counter], { kind: 'connmark', value: mark, mask: mark, spelling: 'or' }),
        ],
      },
    ],
  };
}

import { parseCidr } from '../../../base/addr/index.ts';
import { notModelled } from '../../../base/not-modelled.ts';
import type { Mark } from '../../../network/unmodelled.ts';
import { hasChange } from '../../../plan/versions.ts';
import type { CniNode } from '../cni.ts';
import { connmarkOf } from './connmark.ts';
import { isManaged } from './network-cards.ts';
import type { VpcCniSwitches } from './settings.ts';

/**
 * Where versions of the add-on do something else than netk's tables, or may: with what pods send to addresses that are
 * translated to the node's. With external SNAT there are no such addresses, and nothing differs.
 */
export function vpcCniMarks(on: CniNode, switches: VpcCniSwitches): readonly Mark[] {
  if (switches.externalSnat) return [];
  const kept = [...on.networkCidrs, ...switches.excludeSnatCidrs].flatMap((text) => parseCidr(text)?.cidr ?? []);
  const connmark = connmarkOf(on.version, on.node.image);
  const uses = `cluster ${on.cluster.name} uses VPC CNI ${on.version}`;
  const leaving = { iif: `${switches.vethPrefix}+`, outside: kept };
  // Before 1.8 rule 1536 names each block of the VPC, and all else leaves by the main table; marked answers do so today.
  if (connmark === 'none') return [{ ...leaving, hook: 'routing', why: notModelled(uses), unmarked: switches.mark }];
  if (connmark === 'unknown') return [{ ...leaving, hook: 'late-dstnat', why: imageUnknown(uses, on.node.name) }];
  // What the rule overwrites, or leaves alone once it is mended, are the other bits of a mark: without them all is equal.
  if (connmark === 'nftables' && hasChange(on.version, 'connmarkRestoreUnknown'))
    return [{ hook: 'late-dstnat', marked: ~switches.mark >>> 0, why: restoreUnknown(uses) }];
  return [];
}

/**
 * What comes in by interfaces of further network cards that the add-on leaves alone: which routes the machine's own scripts give them,
 * and so by which interface it answers, depends on its image (amazon-ec2-net-utils; awslabs/amazon-eks-ami #2031).
 */
export const cardMarks = (on: Pick<CniNode, 'node' | 'nics'>): readonly Mark[] =>
  on.nics
    .filter((nic) => !isManaged(nic, on))
    .map(({ card, interface: { name } }) => ({
      ...{ hook: 'all', iif: name },
      why: notModelled(
        `${name} of ${on.node.name} is on network card ${card}, which the VPC CNI leaves to the machine's image`,
      ),
    }));

/** That it is not known whether a version has the mending of the rule that restores the mark. */
const restoreUnknown = (uses: string): string =>
  `${uses}, of which it is not known whether it overwrites the whole mark of a packet`;

/** That it is not known of which flavour iptables is on a node, and so where the connmark rules are. */
const imageUnknown = (uses: string, node: string): string =>
  `${uses}, and it is not known of the image of ${node} whether its connmark rules are in iptables or in nftables`;

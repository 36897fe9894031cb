import { contains, parseCidr } from '../../addr/index.ts';
import type { Header } from '../../network/header.ts';
import { type Mark, notModelled } from '../../network/unmodelled.ts';
import type { CniNode } from '../cni.ts';
import { connmarkOf } from './connmark.ts';
import type { VpcCniSwitches } from './settings.ts';

/**
 * Where versions of the add-on do something else than netk's tables: with what pods send to addresses that are translated to
 * the node's. With external SNAT there are no such addresses, and nothing differs.
 */
export function vpcCniMarks(on: CniNode, switches: VpcCniSwitches): readonly Mark[] {
  if (switches.externalSnat) return [];
  const kept = [...on.networkCidrs, ...switches.excludeSnatCidrs].flatMap((text) => parseCidr(text)?.cidr ?? []);
  const leaves = ({ dst }: Header, iif: string | undefined): boolean =>
    iif?.startsWith(switches.vethPrefix) === true &&
    typeof dst === 'number' &&
    !kept.some((block) => contains(block, dst));
  const connmark = connmarkOf(on.version, on.node.image);
  const uses = `cluster ${on.cluster.name} uses VPC CNI ${on.version}`;
  // Before 1.8 rule 1536 names each block of the VPC, and all else leaves by the main table; marked answers do so today.
  if (connmark === 'none')
    return [
      {
        hook: 'routing',
        why: notModelled(uses),
        meets: (packet, iif) => leaves(packet, iif) && (packet.mark & switches.mark) === 0,
      },
    ];
  if (connmark === 'nftables')
    return [{ hook: 'late-dstnat', why: notModelled(`${uses} with connmark rules in nftables`), meets: leaves }];
  return [];
}

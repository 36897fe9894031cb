import { parseCidr } from '../../../base/addr/index.ts';
import { notModelled } from '../../../base/not-modelled.ts';
import type { Mark } from '../../../network/unmodelled.ts';
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
  const connmark = connmarkOf(on.version, on.node.image);
  const uses = `cluster ${on.cluster.name} uses VPC CNI ${on.version}`;
  const leaving = { iif: `${switches.vethPrefix}+`, outside: kept };
  // Before 1.8 rule 1536 names each block of the VPC, and all else leaves by the main table; marked answers do so today.
  if (connmark === 'none') return [{ ...leaving, hook: 'routing', why: notModelled(uses), unmarked: switches.mark }];
  if (connmark === 'nftables')
    return [{ ...leaving, hook: 'late-dstnat', why: notModelled(`${uses} with connmark rules in nftables`) }];
  return [];
}

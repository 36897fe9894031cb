import { AddressPool, cidr, parseIp, showIp } from '../base/addr/index.ts';
import type { Draft } from './draft.ts';
import type { DraftEni, DraftNode } from './draft-node.ts';
import type { Nothing } from './pod-address.ts';

/** The addresses of the first prefixes of interfaces. */
const pools = new WeakMap<DraftEni, AddressPool>();

/**
 * An IPv6 address for a pod, as the VPC CNI's address manager gives them: of the /80 prefix of its node's first interface,
 * which it asks for where there is none, the lowest that is free (pkg/ipamd, datastore; the first one of all).
 */
export function addressFor6(
  draft: Draft,
  pod: { readonly id: string; readonly written?: string },
  node: DraftNode,
): { readonly eni: DraftEni; readonly address: string } | Nothing {
  const [eni] = node.enis;
  const related = { about: node.group ?? node.id, message: `node ${node.name}` };
  if (!eni) return { code: 'NK037', problem: `: node ${node.name} has no interface`, related };
  if (!eni.prefixes6) {
    const block = draft.subnets.get(eni.subnet)?.nextPrefix6();
    if (block === undefined)
      return {
        code: 'NK038',
        problem: `: the subnet of node ${node.name} has no free IPv6 prefix of /80`,
        related,
        eni: 0,
      };
    eni.prefixes6 = [block];
    draft.supply(node.id, `prefix ${block}`, 'The lowest free /80 of its subnet; AWS draws one.');
  }
  const pool = pools.get(eni) ?? new AddressPool(cidr(eni.prefixes6[0]!), { first: 0, last: 0 });
  pools.set(eni, pool);
  if (pod.written !== undefined) {
    pool.take(parseIp(pod.written)!);
    return { eni, address: pod.written };
  }
  const ip = pool.next();
  return ip === undefined
    ? { code: 'NK037', problem: `: ${eni.prefixes6[0]} is used up`, related, eni: 0 }
    : { eni, address: showIp(ip) };
}

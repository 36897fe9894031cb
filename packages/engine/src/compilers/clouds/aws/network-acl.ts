import type { FilterList, InterfaceFilters, Peers } from '../../../network/guard.ts';
import type { PacketFilter } from '../../../topology/filter.ts';
import type { ElementId } from '../../../topology/id.ts';
import { blockPeers, rulesOf } from '../filter-rules.ts';

/**
 * The filters that a subnet's ACL puts on the router's interface to it: what leaves the subnet is received there, what
 * enters is sent there. Stateless, in order of rule numbers.
 */
export function aclFilters(acl: PacketFilter | undefined, subnet: ElementId, exempt: Peers): InterfaceFilters {
  return {
    receive: { ...list(acl, 'egress', subnet), exempt },
    send: { ...list(acl, 'ingress', subnet), exempt },
  };
}

function list(acl: PacketFilter | undefined, direction: 'ingress' | 'egress', subnet: ElementId): FilterList {
  const stage = direction === 'egress' ? 'network ACL out' : 'network ACL in';
  const cause = direction === 'egress' ? 'NACL-OUT' : 'NACL-IN';
  const arrow = direction === 'egress' ? '→' : '←';
  if (!acl) {
    const rule = (number: number, block: string) => ({
      action: 'allow' as const,
      entry: `default ACL ${number}: all ${arrow} ${block} ALLOW`,
      peers: blockPeers(block)!,
      default: true as const,
      source: subnet,
    });
    return {
      stage,
      cause,
      rules: [rule(100, '0.0.0.0/0'), rule(101, '::/0')],
      otherwise: 'default ACL *: all DENY',
      source: subnet,
    };
  }
  const lines = acl.lines
    .filter((line) => line.direction === direction)
    .sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
  const rules = lines.flatMap((line) =>
    rulesOf(
      line,
      (ports, peer) =>
        `${acl.name} ${line.number ?? '?'}: ${ports} ${arrow} ${peer} ${(line.action ?? 'allow').toUpperCase()}`,
      (peer) => (peer.kind === 'cidr' ? blockPeers(peer.cidr) : undefined),
    ),
  );
  return { stage, cause, rules, otherwise: `${acl.name} *: all DENY`, source: acl.id };
}

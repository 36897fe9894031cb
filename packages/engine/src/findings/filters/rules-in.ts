import type { FilterLine } from '../../topology/filter.ts';

/**
 * How many rules of a family a line stands for: each pair of ports and peer is a rule. A line without peers counts in both
 * families, and so does a reference to a security group. Source: VPC user guide, Amazon VPC quotas.
 */
export function rulesIn({ ports, peers }: FilterLine, family: 4 | 6): number {
  const own = peers.filter((peer) => peer.kind !== 'cidr' || peer.cidr.includes(':') === (family === 6));
  return Math.max(1, ports.length) * (peers.length === 0 ? 1 : own.length);
}

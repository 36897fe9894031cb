import { contains, isPublic, parseCidr, parseIp } from '../../../base/addr/index.ts';
import type { BalancerNode } from '../../../plan/balancer.ts';
import type { PlannedSubnet } from '../../../plan/plan.ts';
import type { Placement } from '../../../topology/cluster.ts';
import { type ElementId, elementId } from '../../../topology/id.ts';
import type { Written } from '../../../topology/vpc.ts';
import type { View } from './view.ts';

/**
 * What stands in each subnet of a balancer: the written address or the lowest free one, and its public one. Addresses in the
 * header of its Service or Ingress are the balancer's own: those of a subnet stand there, public ones are given in order.
 */
export function balancerNodes(
  view: View,
  balancer: {
    readonly id: ElementId;
    readonly scheme: 'internal' | 'internet-facing';
    readonly vips?: readonly Written[];
  },
  subnets: readonly PlannedSubnet[],
  placements: readonly Placement[],
): { readonly nodes: readonly BalancerNode[]; readonly full: readonly PlannedSubnet[] } {
  const nodes: BalancerNode[] = [];
  const full: PlannedSubnet[] = [];
  const own = (balancer.vips ?? []).flatMap(({ text }) => (typeof parseIp(text) === 'number' ? [text] : []));
  const publics = own.filter((text) => isPublic(parseIp(text)!));
  for (const subnet of [...subnets].sort(byZone)) {
    const place = placements.find((each) => each.subnet === subnet.id);
    const id = place?.id ?? elementId(`${balancer.id}#node.${subnet.name}`);
    const address = ip4(place?.addresses) ?? own.find((text) => isIn(subnet, text)) ?? view.input.take(subnet.id, id);
    if (address === undefined) {
      full.push(subnet);
      continue;
    }
    const eip = ip4(place?.eips) ?? publics.shift();
    const drawn = eip === undefined;
    nodes.push({
      ...{ id, subnet: subnet.id, address },
      ...(subnet.zone === undefined ? {} : { zone: subnet.zone }),
      ...(balancer.scheme === 'internal' ? {} : { public: { address: eip ?? view.input.draw(), drawn } }),
    });
  }
  return { nodes, full };
}

/** Whether a subnet holds an address. */
export const isIn = ({ cidr }: PlannedSubnet, text: string): boolean => {
  const block = cidr === undefined ? undefined : parseCidr(cidr)?.cidr;
  return block !== undefined && contains(block, parseIp(text)!);
};

const ip4 = (texts: readonly Written[] | undefined): string | undefined =>
  texts?.find(({ text }) => typeof parseIp(text) === 'number')?.text;

/** A subnet that names no zone is alone in its own. */
export const zoneOf = ({ zone, id }: PlannedSubnet): string => zone ?? id;

const byZone = (a: PlannedSubnet, b: PlannedSubnet): number => compare(zoneOf(a), zoneOf(b)) || compare(a.id, b.id);

/** As AWS and Kubernetes sort names: by code units. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

import { type Cidr, cidr, type Ip, mask, parseCidr, parseIp, showCidr } from '../../../base/addr/index.ts';
import { usesRoutes } from '../../../plan/gke-modes.ts';
import type { Plan, PlannedSubnet } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';

/** A secondary range of a subnet. */
export interface SecondaryRange {
  readonly block: Cidr;
  /** As it is written: `services`; undefined: the block of a cluster's pods that names none. */
  readonly name?: string;
  readonly subnet: ElementId;
  readonly source: ElementId;
}

/** The address of a subnet's gateway, with the length of its block. */
export const gatewayOf = ({ gateway, cidr: block }: PlannedSubnet): { readonly ip: Ip; readonly bits: number } => ({
  ip: parseIp(gateway!)!,
  bits: cidr(block!).bits,
});

export const blockOf = (subnet: PlannedSubnet): Cidr => {
  const { ip, bits } = gatewayOf(subnet);
  return { base: mask(ip, bits), bits };
};

/**
 * The ranges that subnets name, and the blocks of pods of clusters that name none: of a VPC-native cluster GKE makes it a secondary range of the
 * nodes' subnet. Its block of Services may be Google's own, and no range of a subnet.
 */
export function secondaryRanges({ topology, clusters, nodes }: Plan, id: ElementId): readonly SecondaryRange[] {
  const named = topology.vpcs
    .filter((vpc) => vpc.id === id)
    .flatMap(({ subnets }) => subnets)
    .flatMap(({ id: subnet, settings }) =>
      settings
        .filter(({ key }) => key === 'secondary-range')
        .flatMap(({ id: source, values: [name, text = ''] }): SecondaryRange[] => {
          const block = parseCidr(text)?.cidr;
          return block ? [{ block, subnet, source, ...(name === undefined ? {} : { name }) }] : [];
        }),
    );
  const taken = new Set(named.map(({ block }) => showCidr(block)));
  const routed = new Set(topology.clusters.filter(usesRoutes).map((each) => each.id));
  const others = clusters.flatMap((cluster): SecondaryRange[] => {
    if (routed.has(cluster.id)) return [];
    const block = cluster.vpc === id ? parseCidr(cluster.clusterCidr ?? '')?.cidr : undefined;
    const subnet = nodes.find((node) => node.cluster === cluster.id)?.subnet;
    if (!block || subnet === undefined || taken.has(showCidr(block))) return [];
    return [{ block, subnet, source: cluster.id }];
  });
  return [...named, ...others];
}

/** Blocks of the subnets of a network, with their secondary ranges. */
export const aliasBlocks = (
  plan: Plan,
  id: ElementId,
): readonly { readonly block: Cidr; readonly subnet: ElementId }[] => [
  ...plan.subnets
    .filter((each) => each.vpc === id && each.gateway !== undefined && each.cidr !== undefined)
    .map((each) => ({ block: blockOf(each), subnet: each.id })),
  ...secondaryRanges(plan, id).map(({ block, subnet }) => ({ block, subnet })),
];

import type { PlannedSubnet } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';

/** The VPC router's interfaces to the internet gateway, and to the egress-only one. */
export const gatewayInterface = 'igw';
export const egressOnlyInterface = 'eigw';

/**
 * The names of the VPC router's interfaces, by subnet. A router of a VPC has none of its own: each is called like its
 * subnet, or by the subnet's id where something else has that name.
 */
export function routerInterfaces(
  subnets: readonly Pick<PlannedSubnet, 'id' | 'name'>[],
): ReadonlyMap<ElementId, string> {
  const taken = new Map<string, number>([
    [gatewayInterface, 1],
    [egressOnlyInterface, 1],
  ]);
  for (const { name } of subnets) taken.set(name, (taken.get(name) ?? 0) + 1);
  return new Map(subnets.map(({ id, name }) => [id, taken.get(name) === 1 ? name : id]));
}

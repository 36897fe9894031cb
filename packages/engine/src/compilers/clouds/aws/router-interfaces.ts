import type { PlannedSubnet } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { Joint } from './joints/joint.ts';

/** The VPC router's interface to the internet gateway. */
export const gatewayInterface = 'igw';

/**
 * The names of the VPC router's interfaces, by subnet and by what else they lead to. A router of a VPC has none of its own:
 * each is called like that, or by its id where something else has the name.
 */
export function routerInterfaces(
  subnets: readonly Pick<PlannedSubnet, 'id' | 'name'>[],
  joints: readonly Pick<Joint, 'target' | 'name'>[] = [],
): ReadonlyMap<ElementId, string> {
  const taken = new Map<string, number>([[gatewayInterface, 1]]);
  const all = [...subnets, ...joints.map(({ target, name }) => ({ id: target, name }))];
  for (const { name } of all) taken.set(name, (taken.get(name) ?? 0) + 1);
  return new Map(all.map(({ id, name }) => [id, taken.get(name) === 1 ? name : id]));
}

import type { ElementId } from '../topology/id.ts';
import type { PlannedBalancer } from './balancer.ts';

/** Balancers by the Services, Ingresses and Gateways that they are made of. */
export const balancersByMember = (balancers: readonly PlannedBalancer[]): ReadonlyMap<ElementId, PlannedBalancer> =>
  new Map(balancers.flatMap((balancer) => balancer.members.map((member) => [member, balancer] as const)));

/**
 * The objects of which walks know the balancer: it is planned, and there is a compiler of its kind. Their addresses are
 * no foreign ones, and nothing about them is lacking; of the others both is so.
 */
export function modelledMembers(
  balancers: readonly PlannedBalancer[],
  isCompiled: (kind: string) => boolean,
): ReadonlySet<ElementId> {
  return new Set(balancers.filter(({ kind }) => isCompiled(kind)).flatMap(({ members }) => members));
}

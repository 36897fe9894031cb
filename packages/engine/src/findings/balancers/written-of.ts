import type { PlannedBalancer } from '../../plan/balancer.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Setting } from '../../topology/setting.ts';

/** What a balancer is made of, as its author wrote it. */
export interface WrittenObject {
  readonly id: ElementId;
  /** `ingress shop`. */
  readonly what: string;
  readonly settings: readonly Setting[];
}

/** The objects that a balancer is made of, in their order. */
export function writtenOf({ topology }: Plan, { members, cluster }: PlannedBalancer): readonly WrittenObject[] {
  const of = topology.clusters.find(({ id }) => id === cluster);
  return members.flatMap((id): WrittenObject[] => {
    const ingress = of?.ingresses.find((each) => each.id === id);
    if (ingress) return [{ id, what: `ingress ${ingress.name}`, settings: ingress.settings }];
    const gateway = of?.gateways.find((each) => each.id === id);
    if (gateway) return [{ id, what: `gateway ${gateway.name}`, settings: gateway.settings }];
    const service = of?.services.find((each) => each.id === id);
    if (service) return [{ id, what: `service ${service.name}`, settings: service.settings }];
    return [];
  });
}

/** `ingress shop`; of a group the first one. */
export const whatOf = (plan: Plan, balancer: PlannedBalancer): string =>
  writtenOf(plan, balancer)[0]?.what ?? balancer.name;

/** The last line with a key of any of the objects. */
export function lineOf(objects: readonly WrittenObject[], ...keys: readonly string[]): Setting | undefined {
  for (const { settings } of objects) {
    const found = settings.findLast(({ key }) => keys.includes(key));
    if (found) return found;
  }
  return undefined;
}

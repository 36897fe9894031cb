import { type ElementId, elementId } from '../../../topology/id.ts';
import { madeGroup, type Transport } from '../common/filters.ts';
import type { Site } from './site.ts';

/** What a balancer listens on, and for whom. */
export interface Inbound {
  readonly ports: readonly Transport[];
  readonly from: readonly string[];
  readonly source: ElementId;
}

/** The groups of a balancer, and the one that its targets know it by; undefined: nobody changes the groups of targets. */
export interface BalancerGroups {
  readonly carried: readonly ElementId[];
  readonly backend?: { readonly group: ElementId; readonly name: string };
}

/** Whether the controller changes the groups of targets: not where the balancer has groups of its author alone. */
export const guardsTargets = (own: readonly ElementId[], managed: boolean | undefined): boolean =>
  own.length === 0 || managed === true;

/**
 * Without groups of the author, one that lets clients in and the shared one; with them, only these, and the shared one
 * where `manage-backend-security-group-rules` asks for it (docs/deploy/security_groups.md).
 */
export function balancerGroups(
  site: Site,
  balancer: { readonly id: ElementId; readonly name: string; readonly namespace: string },
  own: readonly ElementId[],
  managed: boolean,
  inbound: readonly Inbound[],
): BalancerGroups {
  if (own.length > 0) {
    if (!guardsTargets(own, managed)) return { carried: own };
    return { carried: [...own, site.backend.group], backend: site.backend };
  }
  const id = elementId(`${balancer.id}#balancer-group`);
  const name = `k8s-${balancer.namespace}-${balancer.name}`;
  site.groups.push(madeGroup({ id, name, vpc: site.view.vpc!.id }, inbound));
  return { carried: [id, site.backend.group], backend: site.backend };
}

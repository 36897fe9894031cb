import type { ZoneRecord } from '../../network/dns.ts';
import { type BalancerNode, dialledAt, type PlannedBalancer } from '../../plan/balancer.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import { nginx, publishedBy } from '../balancers/nginx.ts';
import { clientRouting } from './client-routing.ts';

/** Seconds that names of load balancers may be kept (Elastic Load Balancing user guide: 60). */
export const balancerTtl = 60;

/**
 * The addresses that DNS has for a load balancer, under a name: those of its nodes; of a node whose targets are its zone's own only
 * while it has a healthy one in each target group (Elastic Load Balancing, Network Load Balancers, health checks: the address of a zone
 * leaves DNS when one group has no healthy target there). Those of an nginx controller are of the balancer in front of its Service.
 */
export function balancerRecords(
  plan: Plan,
  balancer: PlannedBalancer,
  name: string,
  alias?: string,
): readonly ZoneRecord[] {
  if (balancer.refused !== undefined) return [];
  if (balancer.kind === nginx.id) {
    const service = publishedBy(plan, balancer);
    const before = service && balancerWith(plan, service.id);
    return before ? balancerRecords(plan, before, name, alias) : [];
  }
  const how = clientRouting(plan, balancer);
  return balancer.nodes.flatMap((node): readonly ZoneRecord[] => {
    const value = dialledAt(balancer, node);
    if (value === undefined) return [];
    const only = onlyOf(balancer, node);
    return [
      {
        ...{ name, type: 'A', value, ttl: balancerTtl, source: balancer.id },
        ...(only ? { only } : {}),
        ...(how ? { near: { zone: node.zone, how } } : {}),
        ...(alias === undefined ? {} : { alias }),
      },
    ];
  });
}

/**
 * The record of one zone of a network load balancer, under `us-east-2a.NAME.elb.us-east-2.amazonaws.com` (Elastic Load Balancing,
 * Network Load Balancers, DNS name). Undefined: it has no such zone.
 */
export function zonalRecords(
  plan: Plan,
  balancer: PlannedBalancer,
  name: string,
  { zone, region }: { readonly zone: string; readonly region: string },
): readonly ZoneRecord[] | undefined {
  const nodes = balancer.nodes.filter((node) => node.zone === zone || `${region}${node.zone}` === zone);
  if (balancer.kind !== 'nlb' || nodes.length !== 1) return undefined;
  return balancerRecords(plan, { ...balancer, nodes }, name).map(({ near: _, ...record }) =>
    record.only ? { ...record, alone: true } : record,
  );
}

/** Where all groups cross zones all nodes reach the same targets: then no node leaves DNS by itself. */
function onlyOf({ groups, crossZone, id }: PlannedBalancer, node: BalancerNode): ZoneRecord['only'] {
  if (groups.every((each) => each.crossZone ?? crossZone)) return undefined;
  return { node: node.id, pools: groups.map((each) => `${id} ${each.id}`) };
}

/** The balancer that a Service, an Ingress or a Gateway has. */
export const balancerWith = ({ balancers }: Plan, id: ElementId): PlannedBalancer | undefined =>
  balancers.find(({ members }) => members.includes(id));

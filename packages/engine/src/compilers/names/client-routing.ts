import type { ZoneRecord } from '../../network/dns.ts';
import type { PlannedBalancer } from '../../plan/balancer.ts';
import type { Plan } from '../../plan/plan.ts';
import { listed } from '../controllers/common/annotations.ts';

const key = 'dns_record.client_routing_policy';

/** What its attribute calls it. */
const routings: Readonly<Record<string, NonNullable<ZoneRecord['near']>['how']>> = {
  availability_zone_affinity: 'own zone',
  partial_availability_zone_affinity: 'own zone mostly',
};

/**
 * Whether the name of a network load balancer leads who asks the resolver of a VPC to an address in his own zone (Elastic Load
 * Balancing, Network Load Balancers, Availability Zone DNS affinity). Of a balancer in front of an ALB its own attributes say it.
 */
export function clientRouting(
  { topology }: Plan,
  { kind, members, cluster, fronts }: PlannedBalancer,
): NonNullable<ZoneRecord['near']>['how'] | undefined {
  if (kind !== 'nlb') return undefined;
  const of = topology.clusters.find(({ id }) => id === cluster);
  const settings = [...(of?.services ?? []), ...(of?.ingresses ?? []), ...(of?.gateways ?? [])]
    .filter(({ id }) => members.includes(id))
    .flatMap((each) => each.settings);
  const said =
    fronts === undefined
      ? settings.findLast((each) => each.key === key || each.key === `aws-load-balancer-${key}`)?.values[0]
      : settings
          .filter((each) => each.key === 'frontend-nlb-attributes')
          .flatMap(({ values }) => listed(values))
          .findLast((each) => each.startsWith(`${key}=`))
          ?.slice(key.length + 1);
  return said === undefined ? undefined : routings[said];
}

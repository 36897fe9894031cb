import type { Zone, ZoneRecord } from '../../network/dns.ts';
import type { PlannedBalancer } from '../../plan/balancer.ts';
import type { Plan } from '../../plan/plan.ts';
import { endpointRecords } from './api-server-names.ts';
import { balancerRecords, zonalRecords } from './balancer-records.ts';

/** The end of the names of load balancers (Elastic Load Balancing user guides). */
const tail = /^(?:dualstack\.)?(internal-)?(.+?)\.((?:elb\.)?[a-z]{2}(?:-[a-z]+)+-\d(?:\.elb)?)\.amazonaws\.com$/;

/** Names of AWS's own services: `sts.eu-west-1.amazonaws.com`, `BUCKET.s3.eu-west-1.amazonaws.com` (AWS general reference, service endpoints). */
const service = /^(?:[a-z0-9-]+\.)*[a-z0-9-]+\.[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com$/;

/** AWS answers with some of the addresses of the service's ranges, or with those of an endpoint in the VPC: no line says which. */
const drawn = (name: string): readonly ZoneRecord[] =>
  (['A', 'AAAA'] as const).map((type) => ({
    ...{ name, type, value: '', ttl: 60 },
    bad: `${name} is a name of a service of AWS: which of its own addresses is answered is not known`,
  }));

/**
 * The zone that AWS has for its load balancers: a name that a controller makes begins as the balancer's own
 * (`k8s-GROUP-HASH`, `k8s-NAMESPACE-NAME-HASH`, aws-load-balancer-controller, pkg/deploy), and ends in a number that AWS draws. A name
 * that two balancers could have is none of theirs.
 */
export function amazonNames(plan: Plan): Zone {
  const at = (name: string): readonly ZoneRecord[] | undefined => {
    const endpoint = endpointRecords(plan, name);
    if (endpoint) return endpoint;
    const [, , own, where] = tail.exec(name) ?? [];
    if (own === undefined || !where?.includes('elb')) return service.test(name) ? drawn(name) : undefined;
    const found = balancerCalled(plan, own, where);
    if (found) return balancerRecords(plan, found, name);
    const [zone, ...rest] = own.split('.');
    const zonal = rest.length > 0 && where.startsWith('elb.') ? balancerCalled(plan, rest.join('.'), where) : undefined;
    return zonal && zonalRecords(plan, zonal, name, { zone: zone!, region: where.slice('elb.'.length) });
  };
  return {
    ...{ name: 'amazonaws.com', title: 'zone amazonaws.com of AWS', servers: [], partial: true },
    soa: { ttl: 60, minimum: 60 },
    at,
  };
}

/** The one balancer that a name may be that of. */
function balancerCalled(plan: Plan, own: string, where: string): PlannedBalancer | undefined {
  const all = plan.balancers.filter(
    (each) => each.refused === undefined && stems(plan, each).some((stem) => own.startsWith(stem)),
  );
  // names of network load balancers end in elb.REGION, those of others in REGION.elb
  const alike = all.filter(({ kind }) => (kind === 'nlb') === where.startsWith('elb.'));
  const found = all.length > 1 ? alike : all;
  return found.length === 1 ? found[0] : undefined;
}

/** How the names of a balancer may begin: its own, or those that the controller makes of its members. */
function stems(plan: Plan, { name, members }: PlannedBalancer): readonly string[] {
  const short = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .slice(0, 8);
  const named = [
    ...plan.services,
    ...plan.topology.clusters.flatMap(({ ingresses, gateways }) => [...ingresses, ...gateways]),
  ];
  const own = named.filter(({ id }) => members.includes(id));
  const made = own.map((each) => `k8s-${short(each.namespace)}-${short(each.name)}-`);
  return [...made, `k8s-${name.toLowerCase().replace(/[^a-z0-9]/g, '')}-`, `${name.toLowerCase()}-`];
}

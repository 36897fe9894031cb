import { isWithin, type Zone, type ZoneRecord } from '../../network/dns.ts';
import { amazonAddress, anyAmazonService, oneAddressOf } from '../../plan/amazon-services.ts';
import type { PlannedBalancer } from '../../plan/balancer.ts';
import type { Plan } from '../../plan/plan.ts';
import { endpointRecords } from './api-server-names.ts';
import { balancerRecords, zonalRecords } from './balancer-records.ts';
import { publicHostname } from './public-hostnames.ts';

/** The end of the names of load balancers (Elastic Load Balancing user guides). */
const tail = /^(?:dualstack\.)?(internal-)?(.+?)\.((?:elb\.)?[a-z]{2}(?:-[a-z]+)+-\d(?:\.elb)?)\.amazonaws\.com$/;

/** Names of AWS's own services: `sts.eu-west-1.amazonaws.com`, `BUCKET.s3.eu-west-1.amazonaws.com` (AWS general reference, service endpoints). */
const service = /^((?:[a-z0-9-]+\.)+)([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com$/;

/** Seconds that AWS lets them be kept. */
const serviceTtl = 60;

/**
 * Whether a name is one of a service: `api.ecr.eu-central-1.amazonaws.com` of `com.amazonaws.eu-central-1.ecr.api`, and so is what lies
 * below it.
 */
export function isNameOf(name: string, of: string): boolean {
  const [region, ...labels] = of.split('.').slice(2);
  return region !== undefined && labels.length > 0 && isWithin(name, domainOfService(of));
}

/** Whether a service is AWS's own, and has public names. */
export const isAmazons = (service: string | undefined): boolean =>
  /^com\.amazonaws\.[a-z]+(?:-[a-z]+)+-\d+\.[a-z0-9.-]+$/.test(service ?? '');

/** The name that an endpoint of a service hides: `api.ecr.eu-central-1.amazonaws.com`. */
export function domainOfService(of: string): string {
  const [region = '', ...labels] = of.split('.').slice(2);
  return `${labels.reverse().join('.')}.${region}.amazonaws.com`;
}

/**
 * AWS answers with some of the addresses of the service: one of each entry of its prefix list, where the file has them, else one that
 * stands for all.
 */
function ofService({ amazon }: Plan, name: string): readonly ZoneRecord[] {
  const known = amazon.find((each) => isNameOf(name, each.service));
  const values = known ? known.blocks.slice(0, mostAnswers).map(oneAddressOf) : [anyAmazonService];
  const alias = known && !known.drawn ? 'an address of its prefix list' : amazonAddress;
  const source = known?.source === undefined ? {} : { source: known.source };
  return values.map((value) => ({ name, type: 'A', value, ttl: serviceTtl, alias, ...source }));
}

/** S3 answers with eight addresses at most (S3 user guide, multi-value answers). */
const mostAnswers = 8;

/**
 * The zone that AWS has for its load balancers: a name that a controller makes begins as the balancer's own
 * (`k8s-GROUP-HASH`, `k8s-NAMESPACE-NAME-HASH`, aws-load-balancer-controller, pkg/deploy), and ends in a number that AWS draws. A name
 * that two balancers could have is none of theirs.
 */
export function amazonNames(plan: Plan): Zone {
  const at = (name: string): readonly ZoneRecord[] | undefined => {
    const written = endpointRecords(plan, name) ?? publicHostname(plan, name);
    if (written) return written;
    const [, , own, where] = tail.exec(name) ?? [];
    if (own === undefined || !where?.includes('elb')) return service.test(name) ? ofService(plan, name) : undefined;
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

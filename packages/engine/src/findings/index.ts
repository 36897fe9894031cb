import type { ElementId } from '../topology/id.ts';
import { aclLines } from './acl-lines.ts';
import { addressOutsideSubnet } from './address-outside-subnet.ts';
import { askedPorts } from './asked-ports.ts';
import { badAddresses } from './bad-addresses.ts';
import { blockSizes } from './block-sizes.ts';
import type { Check, Subject } from './check.ts';
import { cniTargets } from './cni-targets.ts';
import { deadRoutes } from './dead-routes.ts';
import { delegatedPrefixes } from './delegated-prefixes.ts';
import { duplicateAddresses } from './duplicate-addresses.ts';
import { emptySelectors } from './empty-selectors.ts';
import { eniCapacity } from './eni-capacity.ts';
import { eniZones } from './eni-zones.ts';
import { expectations } from './expectations.ts';
import { expectedCauses } from './expected-causes.ts';
import { filterLines } from './filter-lines.ts';
import type { Finding } from './finding.ts';
import { forwardPolicy } from './forward-policy.ts';
import { gateways } from './gateways.ts';
import { hostBits } from './host-bits.ts';
import { joinedRoutes } from './joined-routes.ts';
import { kubernetesVersions } from './kubernetes-versions.ts';
import { mainRouteTables } from './main-route-tables.ts';
import { overlappingSubnets } from './overlapping-subnets.ts';
import { overlappingVpcs } from './overlapping-vpcs.ts';
import { podCidr } from './pod-cidr.ts';
import { podSecurityGroups } from './pod-security-groups.ts';
import { portClashes } from './port-clashes.ts';
import { publicAddresses } from './public-addresses.ts';
import { reservedAddresses } from './reserved-addresses.ts';
import { routeDestinations } from './route-destinations.ts';
import { routeTargets } from './route-targets.ts';
import { securityGroupLimits } from './security-group-limits.ts';
import { serviceCidr } from './service-cidr.ts';
import { serviceEndpoints } from './service-endpoints.ts';
import { servicePorts } from './service-ports.ts';
import { subnetDemand } from './subnet-demand.ts';
import { subnetOutsideVpc } from './subnet-outside-vpc.ts';
import { trafficPolicies } from './traffic-policies.ts';
import { versions } from './versions.ts';
import { vpcBlockRules } from './vpc-blocks.ts';
import { vpcQuotas } from './vpc-quotas.ts';

/** Every check, in the order in which findings are reported: first what elements say alone, then what walks say. */
export const checks: readonly Check[] = [
  hostBits,
  badAddresses,
  blockSizes,
  vpcBlockRules,
  subnetOutsideVpc,
  overlappingSubnets,
  reservedAddresses,
  overlappingVpcs,
  routeDestinations,
  mainRouteTables,
  routeTargets,
  joinedRoutes,
  deadRoutes,
  gateways,
  publicAddresses,
  filterLines,
  aclLines,
  securityGroupLimits,
  vpcQuotas,
  serviceCidr,
  podCidr,
  duplicateAddresses,
  addressOutsideSubnet,
  delegatedPrefixes,
  eniCapacity,
  subnetDemand,
  eniZones,
  cniTargets,
  forwardPolicy,
  podSecurityGroups,
  portClashes,
  servicePorts,
  kubernetesVersions,
  versions,
  emptySelectors,
  serviceEndpoints,
  trafficPolicies,
  askedPorts,
  expectations,
  expectedCauses,
];

/** Checks that an edit of a question leaves alone. */
export const elementChecks = checks.filter(({ walks }) => !walks);
export const walkChecks = checks.filter(({ walks }) => walks);

/** More findings of one check than this help nobody, and each may cost a search for a fix. */
export const mostOfOneCheck = 1000;

/** Says behind the last of so many findings that nobody looked for more. */
export function stopped(found: readonly Finding[]): Finding {
  const { code, about } = found.at(-1)!;
  const codes = [...new Set(found.map((each) => each.code))].join(', ');
  const message = `this is finding ${found.length} of ${codes}: netk looks for no more of them`;
  return { code, severity: 'information', about, message, related: [] };
}

const failure = (codes: string, about: ElementId, error: unknown): Finding => {
  const message = `check ${codes} failed: ${error instanceof Error ? error.message : String(error)}. The other checks ran.`;
  return { code: 'NK009', severity: 'error', about, message, related: [] };
};

/** What a check finds, or the finding about an element that it failed. */
export function attempted(codes: string, about: ElementId, find: () => readonly Finding[]): readonly Finding[] {
  try {
    return find();
  } catch (error) {
    return [failure(codes, about, error)];
  }
}

/**
 * Runs checks. One that throws becomes one finding about the given element or the topology's first, and the others still
 * run.
 */
export function check(subject: Subject, all: readonly Check[], at?: ElementId): readonly Finding[] {
  return all.flatMap((each) => {
    const found: Finding[] = [];
    try {
      for (const finding of each.run(subject))
        if (found.push(finding) === mostOfOneCheck) return [...found, stopped(found)];
    } catch (error) {
      const about = at ?? subject.plan.topology.vpcs[0]?.id ?? subject.plan.topology.clusters[0]?.id;
      if (about !== undefined) found.push(failure(each.codes.join(', '), about, error));
    }
    return found;
  });
}

export type { Check, Finding, Subject };

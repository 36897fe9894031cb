import type { ElementId } from '../topology/id.ts';
import { addressOutsideSubnet } from './addresses/address-outside-subnet.ts';
import { badAddresses } from './addresses/bad-addresses.ts';
import { blockSizes } from './addresses/block-sizes.ts';
import { duplicateAddresses } from './addresses/duplicate-addresses.ts';
import { hostBits } from './addresses/host-bits.ts';
import { nodeBlock } from './addresses/node-block.ts';
import { overlappingSubnets } from './addresses/overlapping-subnets.ts';
import { overlappingVpcs } from './addresses/overlapping-vpcs.ts';
import { podCidr } from './addresses/pod-cidr.ts';
import { proxyOnlySubnets } from './addresses/proxy-only-subnets.ts';
import { publicAddresses } from './addresses/public-addresses.ts';
import { reservedAddresses } from './addresses/reserved-addresses.ts';
import { subnetOutsideVpc } from './addresses/subnet-outside-vpc.ts';
import { vpcBlockRules } from './addresses/vpc-blocks.ts';
import { balancerQuotas } from './balancers/balancer-quotas.ts';
import { balancerSchemes } from './balancers/balancer-schemes.ts';
import { balancerSubnets } from './balancers/balancer-subnets.ts';
import { balancerZones } from './balancers/balancer-zones.ts';
import { checkRanges } from './balancers/check-ranges.ts';
import { hairpins } from './balancers/hairpins.ts';
import { keepAlive } from './balancers/keep-alive.ts';
import { proxyProtocol } from './balancers/proxy-protocol.ts';
import { refusals } from './balancers/refusals.ts';
import { retiredControllers } from './balancers/retired.ts';
import { rollouts } from './balancers/rollouts.ts';
import { shadowedRules } from './balancers/shadowed-rules.ts';
import { withoutRules } from './balancers/without-rules.ts';
import { cloudNatPorts } from './capacity/cloud-nat-ports.ts';
import { delegatedPrefixes } from './capacity/delegated-prefixes.ts';
import { eniCapacity } from './capacity/eni-capacity.ts';
import { eniZones } from './capacity/eni-zones.ts';
import { gkePodRange } from './capacity/gke-pod-range.ts';
import { subnetDemand } from './capacity/subnet-demand.ts';
import { vpcQuotas } from './capacity/vpc-quotas.ts';
import type { Check, Subject } from './check.ts';
import { aclLines } from './filters/acl-lines.ts';
import { filterLines } from './filters/filter-lines.ts';
import { forwardPolicy } from './filters/forward-policy.ts';
import { podSecurityGroups } from './filters/pod-security-groups.ts';
import { securityGroupLimits } from './filters/security-group-limits.ts';
import type { Finding } from './finding.ts';
import { leases } from './internet/leases.ts';
import { neighbours } from './internet/neighbours.ts';
import { outsideAddresses } from './internet/outside-addresses.ts';
import { apiServerEndpoints } from './names/api-server-endpoints.ts';
import { askedNames } from './names/asked-names.ts';
import { libraryVersions } from './names/library-versions.ts';
import { policiesWithoutDns } from './names/policies-without-dns.ts';
import { recordValues } from './names/record-values.ts';
import { zoneRecords } from './names/zone-records.ts';
import { bareAddresses } from './pod-networks/bare-addresses.ts';
import { closedTunnels } from './pod-networks/closed-tunnels.ts';
import { largePackets } from './pod-networks/large-packets.ts';
import { networkCards } from './pod-networks/network-cards.ts';
import { policyBlocks } from './policies/policy-blocks.ts';
import { policyLines } from './policies/policy-lines.ts';
import { unenforcedPolicies } from './policies/unenforced-policies.ts';
import { expectations } from './questions/expectations.ts';
import { expectedCauses } from './questions/expected-causes.ts';
import { rates } from './questions/rates.ts';
import { unknownZones } from './questions/unknown-zones.ts';
import { deadRoutes } from './routes/dead-routes.ts';
import { gateways } from './routes/gateways.ts';
import { joinedRoutes } from './routes/joined-routes.ts';
import { mainRouteTables } from './routes/main-route-tables.ts';
import { routeDestinations } from './routes/route-destinations.ts';
import { routeTargets } from './routes/route-targets.ts';
import { affinityLists } from './services/affinity-lists.ts';
import { askedPorts } from './services/asked-ports.ts';
import { emptySelectors } from './services/empty-selectors.ts';
import { portClashes } from './services/port-clashes.ts';
import { serviceCidr } from './services/service-cidr.ts';
import { serviceEndpoints } from './services/service-endpoints.ts';
import { servicePorts } from './services/service-ports.ts';
import { trafficDistribution } from './services/traffic-distribution.ts';
import { trafficPolicies } from './services/traffic-policies.ts';
import { autopilot } from './settings/autopilot.ts';
import { cniTargets } from './settings/cni-targets.ts';
import { kubernetesVersions } from './settings/kubernetes-versions.ts';
import { versions } from './settings/versions.ts';

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
  proxyOnlySubnets,
  gkePodRange,
  cloudNatPorts,
  autopilot,
  publicAddresses,
  filterLines,
  aclLines,
  securityGroupLimits,
  vpcQuotas,
  serviceCidr,
  podCidr,
  nodeBlock,
  bareAddresses,
  closedTunnels,
  largePackets,
  networkCards,
  duplicateAddresses,
  addressOutsideSubnet,
  outsideAddresses,
  leases,
  neighbours,
  delegatedPrefixes,
  eniCapacity,
  subnetDemand,
  eniZones,
  cniTargets,
  forwardPolicy,
  podSecurityGroups,
  policyLines,
  unenforcedPolicies,
  policyBlocks,
  portClashes,
  servicePorts,
  kubernetesVersions,
  versions,
  emptySelectors,
  serviceEndpoints,
  trafficPolicies,
  trafficDistribution,
  affinityLists,
  refusals,
  balancerSubnets,
  balancerZones,
  shadowedRules,
  withoutRules,
  balancerSchemes,
  balancerQuotas,
  checkRanges,
  proxyProtocol,
  rollouts,
  keepAlive,
  retiredControllers,
  askedPorts,
  hairpins,
  apiServerEndpoints,
  zoneRecords,
  askedNames,
  recordValues,
  libraryVersions,
  policiesWithoutDns,
  expectations,
  expectedCauses,
  unknownZones,
  rates,
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

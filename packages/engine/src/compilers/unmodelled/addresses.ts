import { type Ip, lastOf, parseCidr, parseIp, plus } from '../../base/addr/index.ts';
import type { ForeignAddresses } from '../../network/unmodelled.ts';
import { isGatewayEndpoint } from '../../plan/amazon-services.ts';
import type { Plan } from '../../plan/plan.ts';
import { cloudOf } from '../clouds/index.ts';
import { proxyOptionsOf } from '../proxies/options.ts';
import { branchPolicy } from './pods.ts';

/** Addresses of what is not modelled: those that are known, and ranges in which it has some that nobody can know. */
export function foreignAddresses(plan: Plan): ForeignAddresses {
  const known = new Map<Ip, string>();
  for (const { address, what } of plan.foreign) {
    const ip = parseIp(address);
    if (ip !== undefined) known.set(ip, what);
  }
  for (const cluster of plan.topology.clusters) {
    if (cluster.securityGroupPolicies.length === 0) continue;
    for (const pod of plan.pods) {
      const ip = pod.cluster === cluster.id && pod.address !== undefined ? parseIp(pod.address) : undefined;
      const policy = ip === undefined ? undefined : branchPolicy(cluster, pod);
      if (ip !== undefined && policy) known.set(ip, `pod ${pod.name} with securitygrouppolicy ${policy.name}`);
    }
  }
  for (const [ip, what] of answeredByAll(plan)) known.set(ip, what);
  return { known, ranges: [...endpointRanges(plan)] };
}

/**
 * Linux answers ARP for the addresses of all its interfaces: on a segment every node in IPVS mode does so for those of Services, and who is
 * first is not known. With `strictARP` none does.
 */
function* answeredByAll(plan: Plan): Generator<readonly [Ip, string]> {
  for (const { id, proxy, clusterCidr, vpc } of plan.clusters) {
    const on = plan.topology.vpcs.find((each) => each.id === vpc);
    const settings = plan.topology.clusters.find((each) => each.id === id)?.settings ?? [];
    if (proxy !== 'ipvs' || on?.cloud !== 'plain' || proxyOptionsOf(settings, clusterCidr).strictArp) continue;
    for (const { cluster, name, clusterIp, externalIps, balancerIps = [] } of plan.services) {
      if (cluster !== id || clusterIp === undefined) continue;
      for (const text of [clusterIp, ...externalIps, ...balancerIps]) {
        const ip = parseIp(text);
        if (ip !== undefined)
          yield [ip, `an address of service ${name}, for which every node in IPVS mode answers ARP`];
      }
    }
  }
}

/** An interface endpoint that names no subnet may have an address in any. The cloud keeps some of each block. */
function* endpointRanges(plan: Plan): Generator<ForeignAddresses['ranges'][number]> {
  for (const vpc of plan.topology.vpcs) {
    const kept = cloudOf(vpc.cloud ?? 'aws')?.reserved ?? { first: 0, last: 0 };
    for (const endpoint of vpc.endpoints) {
      if (isGatewayEndpoint(endpoint) || endpoint.subnets.length + (endpoint.placements?.length ?? 0) > 0) continue;
      for (const subnet of plan.subnets) {
        const isIts = subnet.vpc === vpc.id;
        const block = isIts && subnet.cidr !== undefined ? parseCidr(subnet.cidr)?.cidr : undefined;
        if (!block) continue;
        const [from, to] = [plus(block.base, kept.first), plus(lastOf(block), -kept.last)];
        yield { from, to, what: `vpc-endpoint ${endpoint.name}` };
      }
    }
  }
}

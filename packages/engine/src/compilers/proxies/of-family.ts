import { type Family, parseCidr } from '../../base/addr/index.ts';
import { ofFamily } from '../../plan/families.ts';
import type { PlannedService } from '../../plan/plan.ts';

const isOf = (family: Family, text: string): boolean => ofFamily([text], family) !== undefined;

/** Services as kube-proxy's tables of one family know them: with their addresses and endpoints of it. */
export function servicesOfFamily(
  services: readonly PlannedService[],
  family: Family,
  has: readonly Family[],
): readonly PlannedService[] {
  if (has.length === 1 && has[0] === family) return services;
  return services.flatMap((service): PlannedService[] => {
    const { clusterIp: first, otherClusterIp, endpoints, externalIps, balancerIps, sourceRanges, ...rest } = service;
    const clusterIp = ofFamily([first, otherClusterIp], family);
    if (clusterIp === undefined) return [];
    const ranges = sourceRanges?.filter((text) => (typeof parseCidr(text)?.cidr.base === 'number' ? 4 : 6) === family);
    return [
      {
        ...rest,
        clusterIp,
        endpoints: endpoints.filter(({ address }) => isOf(family, address)),
        externalIps: externalIps.filter((text) => isOf(family, text)),
        ...(balancerIps ? { balancerIps: balancerIps.filter((text) => isOf(family, text)) } : {}),
        ...(ranges ? { sourceRanges: ranges } : {}),
      },
    ];
  });
}

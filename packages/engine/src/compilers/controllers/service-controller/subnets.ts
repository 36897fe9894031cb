import type { PlannedSubnet } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { Labels } from '../../../topology/setting.ts';
import { compare, zoneOf } from '../common/balancer-nodes.ts';

const clusterTag = 'kubernetes.io/cluster/';

/**
 * The subnets that the controller of the cloud provider takes: of the cluster, or of no cluster; public ones for a public
 * balancer; of each zone one, by the tag of the role, then that of the cluster, then the lowest id
 * (cloud-provider-aws 63ec440, pkg/providers/v1/aws.go, findELBSubnets). Free addresses do not count.
 */
export function classicSubnets(
  all: readonly PlannedSubnet[],
  tagsOf: (subnet: ElementId) => Labels,
  of: { readonly cluster: string; readonly internal: boolean },
): { readonly chosen: readonly PlannedSubnet[]; readonly rejected: readonly { subnet: ElementId; why: string }[] } {
  const role = of.internal ? 'kubernetes.io/role/internal-elb' : 'kubernetes.io/role/elb';
  const rejected: { subnet: ElementId; why: string }[] = [];
  const has = ({ id }: PlannedSubnet, key: string) => Object.hasOwn(tagsOf(id), key);
  const own = (subnet: PlannedSubnet) => has(subnet, clusterTag + of.cluster);
  const usable = all.filter((subnet) => {
    const others = Object.keys(tagsOf(subnet.id)).some((key) => key.startsWith(clusterTag));
    const why =
      others && !own(subnet)
        ? 'it is tagged for another cluster only'
        : !of.internal && subnet.reach !== 'public'
          ? 'it has no route to an internet gateway'
          : undefined;
    if (why !== undefined) rejected.push({ subnet: subnet.id, why });
    return why === undefined;
  });
  const ranked = [...usable].sort(
    (a, b) => Number(has(b, role)) - Number(has(a, role)) || Number(own(b)) - Number(own(a)) || compare(a.id, b.id),
  );
  const byZone = new Map<string, PlannedSubnet>();
  for (const subnet of ranked) {
    const first = byZone.get(zoneOf(subnet));
    if (first) rejected.push({ subnet: subnet.id, why: `${first.name} stands for zone ${zoneOf(subnet)}` });
    else byZone.set(zoneOf(subnet), subnet);
  }
  return { chosen: [...byZone.values()].sort((a, b) => compare(a.id, b.id)), rejected };
}

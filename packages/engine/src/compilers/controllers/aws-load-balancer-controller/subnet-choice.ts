import type { PlannedSubnet } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { Labels } from '../../../topology/setting.ts';
import { compare, zoneOf } from '../common/balancer-nodes.ts';

/** How subnets of a balancer are looked for. */
export interface SubnetSearch {
  /** The cluster's name, as in `kubernetes.io/cluster/<name>`. */
  readonly cluster: string;
  readonly scheme: 'internal' | 'internet-facing';
  /** Zones that it needs: 2 of an application load balancer, 1 of a network load balancer. */
  readonly zones: 1 | 2;
  /** Whether routes tell public subnets where no subnet has the tag of a role. */
  readonly byReachability: boolean;
}

export interface Rejected {
  readonly subnet: ElementId;
  readonly why: string;
}

/** Either subnets, sorted by id, or the reason why there are too few; always with those that were passed over. */
export interface SubnetChoice {
  readonly chosen: readonly PlannedSubnet[];
  readonly rejected: readonly Rejected[];
  readonly refused?: string;
  /** How many subnets were looked at, how many belong to other clusters, how many are too full. */
  readonly counts: { readonly evaluated: number; readonly otherCluster: number; readonly tooFewAddresses: number };
}

/** Elastic Load Balancing needs as many free addresses in each subnet (user guide, Subnets for your load balancer). */
export const freeAddressesNeeded = 8;

const roleTag = { 'internet-facing': 'kubernetes.io/role/elb', internal: 'kubernetes.io/role/internal-elb' } as const;
const clusterTag = 'kubernetes.io/cluster/';

/**
 * Looks for subnets as aws-load-balancer-controller does (225f445, pkg/networking/subnet_resolver.go): those with the tag
 * of the role, and where there is none those whose routes fit; not those of other clusters, not those that are too
 * full; one for each zone, the cluster's own first, then the one whose id is the lowest.
 */
export function discoverSubnets(
  all: readonly PlannedSubnet[],
  tagsOf: (subnet: ElementId) => Labels,
  search: SubnetSearch,
): SubnetChoice {
  const rejected: Rejected[] = [];
  const reject = (subnet: PlannedSubnet, why: string): false => {
    rejected.push({ subnet: subnet.id, why });
    return false;
  };
  const tag = roleTag[search.scheme];
  const tagged = all.filter(({ id }) => ['', '1'].includes(tagsOf(id)[tag] ?? 'none'));
  const candidates = all.filter((subnet) => {
    if (tagged.length > 0) return tagged.includes(subnet) || reject(subnet, `it has no tag ${tag}, and others have it`);
    if (!search.byReachability) return reject(subnet, `it has no tag ${tag}`);
    const isPublic = subnet.reach === 'public';
    if (search.scheme === 'internet-facing')
      return isPublic || reject(subnet, 'it has no route to an internet gateway');
    return !isPublic || reject(subnet, 'its route to an internet gateway makes it public');
  });
  const counts = { evaluated: candidates.length, otherCluster: 0, tooFewAddresses: 0 };
  const own = (subnet: PlannedSubnet) => Object.hasOwn(tagsOf(subnet.id), clusterTag + search.cluster);
  const usable = candidates.filter((subnet) => {
    const others = Object.keys(tagsOf(subnet.id)).some((key) => key.startsWith(clusterTag));
    if (others && !own(subnet)) {
      counts.otherCluster += 1;
      return reject(subnet, 'it is tagged for another cluster only');
    }
    if (subnet.free >= freeAddressesNeeded) return true;
    counts.tooFewAddresses += 1;
    return reject(subnet, `it has ${subnet.free} free addresses, and ${freeAddressesNeeded} are needed`);
  });
  const byZone = new Map<string, PlannedSubnet>();
  const ranked = [...usable].sort((a, b) => Number(own(b)) - Number(own(a)) || compare(a.id, b.id));
  for (const subnet of ranked) {
    const first = byZone.get(zoneOf(subnet));
    if (first) reject(subnet, `${first.name} stands for zone ${zoneOf(subnet)}`);
    else byZone.set(zoneOf(subnet), subnet);
  }
  const chosen = [...byZone.values()].sort((a, b) => compare(a.id, b.id));
  const refused = refusalOf(chosen, search, counts);
  return { chosen, rejected, counts, ...(refused === undefined ? {} : { refused }) };
}

function refusalOf(
  chosen: readonly PlannedSubnet[],
  { zones, scheme }: SubnetSearch,
  { evaluated, otherCluster, tooFewAddresses }: SubnetChoice['counts'],
): string | undefined {
  if (chosen.length === 0)
    return `it finds no subnet for an ${scheme} balancer: ${evaluated} fit, of which ${otherCluster} are tagged for other clusters and ${tooFewAddresses} have too few free addresses`;
  if (chosen.length < zones)
    return `it needs subnets in ${zones} zones and finds ${chosen.length}: ${chosen.map(({ name }) => name).join(', ')}`;
  return undefined;
}

/** Subnets that the author names: each in another zone, and enough of them. */
export function namedSubnets(named: readonly PlannedSubnet[], zones: 1 | 2): SubnetChoice {
  const counts = { evaluated: named.length, otherCluster: 0, tooFewAddresses: 0 };
  const chosen = [...named].sort((a, b) => compare(a.id, b.id));
  const twice = chosen.find((each, at) => chosen.findIndex((other) => zoneOf(other) === zoneOf(each)) < at);
  const refused = twice
    ? `${chosen
        .filter((each) => zoneOf(each) === zoneOf(twice))
        .map(({ name }) => name)
        .join(' and ')} are in one zone, ${zoneOf(twice)}; a balancer has one subnet of each`
    : chosen.length < zones
      ? `it needs subnets in ${zones} zones, and ${chosen.length === 0 ? 'none is' : `only ${chosen.map(({ name }) => name).join(', ')} is`} written`
      : undefined;
  return { chosen, rejected: [], counts, ...(refused === undefined ? {} : { refused }) };
}

import {
  type Cidr,
  covers,
  intersection,
  lastOf,
  overlaps,
  parseCidr,
  showCidr,
  showIp,
} from '../../base/addr/index.ts';
import { joinedVpcs } from '../../plan/joined-vpcs.ts';
import type { PlannedCluster } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Topology } from '../../topology/topology.ts';
import type { Route } from '../../topology/vpc.ts';
import { vpcBlocks } from '../addresses/written.ts';
import type { Finding } from '../finding.ts';
import { type Table, tablesOf } from './tables-of.ts';

/** Where the Service block of a cluster hides machines: in its VPC, in VPCs that are joined to it, behind any other route. */
export function* routedNetworks(
  cluster: Pick<PlannedCluster, 'vpc' | 'serviceCidr'>,
  about: ElementId,
  block: Cidr,
  topology: Topology,
): Generator<Finding> {
  const own = topology.vpcs.find((vpc) => vpc.id === cluster.vpc);
  const routes = (own ? tablesOf(own) : []).flatMap((table) => routesOver(table, block));
  const reported: Cidr[] = [];
  for (const { id, joint } of joinedVpcs(topology, cluster.vpc)) {
    const vpc = topology.vpcs.find((each) => each.id === id);
    for (const other of vpc ? vpcBlocks(vpc) : []) {
      if (!overlaps(block, other.block)) continue;
      const both = intersection(block, other.block)!;
      const way =
        joint === undefined ? undefined : routes.find(({ via, to }) => via === joint.id && overlaps(to, both));
      if (joint?.routed && !way) continue;
      reported.push(both);
      yield {
        code: 'NK030',
        severity: 'error',
        about,
        message: `serviceCIDR ${cluster.serviceCidr} overlaps vpc ${vpc!.name} ${showCidr(other.block)} at ${range(both)}: Service addresses would hide machines`,
        related: [
          { about: other.id, message: `${showCidr(other.block)} of vpc ${vpc!.name}` },
          ...(way ? [{ about: way.route.id, message: `route ${way.route.destination} of ${way.table.what}` }] : []),
        ],
      };
    }
  }
  for (const { route, table, to } of routes) {
    const both = intersection(block, to)!;
    if (reported.some((each) => covers(each, both) || covers(both, each))) continue;
    reported.push(both);
    yield {
      code: 'NK030',
      severity: 'warning',
      about,
      message: `serviceCIDR ${cluster.serviceCidr} overlaps route ${route.destination} of ${table.what} at ${range(both)}: from pods, what has these addresses there is hidden by Services`,
      related: [{ about: route.id, message: `route ${route.destination} of ${table.what}` }],
    };
  }
}

const range = (both: Cidr): string => `${showIp(both.base)}-${showIp(lastOf(both))}`;

interface Way {
  readonly table: Table;
  readonly route: Route;
  readonly to: Cidr;
  readonly via: ElementId;
}

/** The routes of a table that lead packets for the block out of the VPC. A default route says nothing of what is there. */
function routesOver(table: Table, block: Cidr): Way[] {
  if (table.subnets.length === 0) return [];
  return table.routes.flatMap((route) => {
    const to = parseCidr(route.destination)?.cidr;
    if (route.target.kind !== 'element' || !to || to.bits === 0 || !overlaps(to, block)) return [];
    return [{ table, route, to, via: route.target.of }];
  });
}

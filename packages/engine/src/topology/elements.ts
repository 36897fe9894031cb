import type { Cluster } from './cluster.ts';
import type { Internet } from './internet.ts';
import type { Peering, TransitGateway, Vpc } from './vpc.ts';

/** What stands in a network. Lists are sorted by id, so that the order of declarations changes nothing. */
export interface Elements {
  readonly vpcs: readonly Vpc[];
  readonly peerings: readonly Peering[];
  readonly transitGateways: readonly TransitGateway[];
  readonly clusters: readonly Cluster[];
  readonly internet?: Internet;
}

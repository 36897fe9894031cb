import type { Cluster } from './cluster.ts';
import type { ElementId } from './id.ts';
import type { Internet } from './internet.ts';
import type {
  CustomerGateway,
  Peering,
  PrefixList,
  TransitGateway,
  VirtualInterface,
  Vpc,
  VpnConnection,
} from './vpc.ts';

/** What stands in a network. Lists are sorted by id, so that the order of declarations changes nothing. */
export interface Elements {
  readonly vpcs: readonly Vpc[];
  readonly peerings: readonly Peering[];
  readonly transitGateways: readonly TransitGateway[];
  /** Of the file and of all VPCs. */
  readonly prefixLists: readonly PrefixList[];
  readonly customerGateways: readonly CustomerGateway[];
  readonly vpnConnections: readonly VpnConnection[];
  readonly virtualInterfaces: readonly VirtualInterface[];
  readonly clusters: readonly Cluster[];
  readonly internet?: Internet;
  /** Zones that a walk supposes to be gone; nothing else says so. */
  readonly downZones?: readonly DownZone[];
}

/** `given zone az1 { down true }`: everything that stands in the zone is gone. */
export interface DownZone {
  /** Of the `given` block. */
  readonly id: ElementId;
  readonly name: string;
}

import type { Device, Link } from '../../../../network/network.ts';
import type { Plan } from '../../../../plan/plan.ts';
import type { ElementId } from '../../../../topology/id.ts';
import { transitGateway } from '../transit-gateway.ts';
import { gatewayEndpoints } from './gateway-endpoint.ts';
import type { Joint, JointKind } from './joint.ts';
import { peerings } from './peering.ts';

/** Everything that stands at the edge of a VPC. */
const kinds: readonly JointKind[] = [peerings, gatewayEndpoints];

/** What stands at the edge of one VPC. */
export const jointsOf = (plan: Plan, vpc: ElementId): readonly Joint[] => kinds.flatMap((kind) => kind.of(plan, vpc));

/** What joins VPCs with each other and with what lies outside of them. */
export const between = (plan: Plan): { readonly devices: readonly Device[]; readonly links: readonly Link[] } => ({
  devices: [
    ...kinds.flatMap((kind) => kind.devices(plan)),
    ...plan.topology.transitGateways.map((each) => transitGateway(plan, each, [])),
  ],
  links: kinds.flatMap((kind) => kind.links?.(plan) ?? []),
});

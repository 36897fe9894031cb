import type { Device, Link } from '../../../../network/network.ts';
import type { Plan } from '../../../../plan/plan.ts';
import { premisesLines } from '../../../../plan/premises.ts';
import type { ElementId } from '../../../../topology/id.ts';
import { endOf, premisesLink } from '../../../premises.ts';
import { type AttachedLine, transitGateway } from '../transit-gateway.ts';
import { gatewayEndpoints } from './gateway-endpoint.ts';
import type { Joint, JointKind } from './joint.ts';
import { peerings } from './peering.ts';
import { byPreference, vpnGateways } from './vpn-gateway.ts';

/** Everything that stands at the edge of a VPC. */
const kinds: readonly JointKind[] = [peerings, gatewayEndpoints, vpnGateways];

/** What stands at the edge of one VPC. */
export const jointsOf = (plan: Plan, vpc: ElementId): readonly Joint[] => kinds.flatMap((kind) => kind.of(plan, vpc));

/** What joins VPCs with each other and with what lies outside of them. */
export const between = (plan: Plan): { readonly devices: readonly Device[]; readonly links: readonly Link[] } => ({
  devices: [
    ...kinds.flatMap((kind) => kind.devices(plan)),
    ...plan.topology.transitGateways.map((each) => transitGateway(plan, each, attachedLines(plan, each.id))),
  ],
  links: [...kinds.flatMap((kind) => kind.links?.(plan) ?? []), ...lineLinks(plan)],
});

/** What is attached to a transit gateway by a line. */
const attachedLines = (plan: Plan, gateway: ElementId): readonly AttachedLine[] =>
  byPreference(premisesLines(plan).filter((line) => line.gateway === gateway && line.up)).map((line, rank) => ({
    ...{ id: line.id, name: line.name, blocks: line.blocks, rank, interface: endOf(line) },
  }));

/** The lines to networks on premises whose gateway is there. */
function lineLinks(plan: Plan): readonly Link[] {
  const ends = new Set([
    ...plan.topology.transitGateways.map(({ id }) => id),
    ...plan.gateways.filter(({ kind }) => kind === 'vpn-gateway').map(({ id }) => id),
  ]);
  const transits = new Set(plan.topology.transitGateways.map(({ id }) => id));
  return premisesLines(plan)
    .filter(({ gateway, up }) => ends.has(gateway) && (up || !transits.has(gateway)))
    .map((line) => ({
      ...{ id: premisesLink(line), l2: false },
      members: [
        { device: line.gateway, interface: line.name },
        { device: line.router.id, interface: line.name },
      ],
    }));
}

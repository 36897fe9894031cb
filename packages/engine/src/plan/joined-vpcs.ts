import type { ElementId } from '../topology/id.ts';
import { settingOf } from '../topology/setting.ts';
import type { Topology } from '../topology/topology.ts';

/** A VPC that packets of another may reach. */
export interface JoinedVpc {
  readonly id: ElementId;
  /** What joins it; `routed`: it reaches only what a route leads to. Undefined: it is the VPC itself. */
  readonly joint?: { readonly id: ElementId; readonly routed: boolean };
}

/** A VPC, and those that a peering connection or a transit gateway joins to it. */
export function* joinedVpcs({ peerings, transitGateways }: Topology, own: ElementId | undefined): Generator<JoinedVpc> {
  if (own === undefined) return;
  yield { id: own };
  for (const { id: joint, requester, accepter } of peerings) {
    if (requester !== own && accepter !== own) continue;
    yield { id: requester === own ? accepter : requester, joint: { id: joint, routed: false } };
  }
  for (const { id: joint, attachments } of transitGateways) {
    if (!attachments.some(({ vpc }) => vpc === own)) continue;
    for (const { vpc } of attachments) if (vpc !== own) yield { id: vpc, joint: { id: joint, routed: true } };
  }
}

/**
 * Whether lines of security groups of one VPC that let packets in, or out, may name groups of another: a peering connection joins them
 * within one region, or a transit gateway with that support, which it has for what comes in (VPC peering guide, Reference peer
 * security groups; transit gateway guide, Security group referencing).
 */
export function refersTo(
  { vpcs, peerings, transitGateways }: Topology,
  own: ElementId,
  other: ElementId,
  direction: 'ingress' | 'egress',
): boolean {
  const [a, b] = [own, other].map((id) => {
    const vpc = vpcs.find((each) => each.id === id);
    return settingOf(vpc?.settings ?? [], 'region')?.values[0];
  });
  if (a !== undefined && b !== undefined && a !== b) return false;
  const isPeered = peerings.some(
    ({ requester, accepter }) => (requester === own && accepter === other) || (requester === other && accepter === own),
  );
  if (isPeered) return true;
  return (
    direction === 'ingress' &&
    transitGateways.some(
      ({ settings, attachments }) =>
        settingOf(settings, 'security-group-referencing-support')?.values[0] === 'enable' &&
        [own, other].every((id) =>
          attachments.some(
            (each) =>
              each.vpc === id &&
              settingOf(each.settings ?? [], 'security-group-referencing-support')?.values[0] !== 'disable',
          ),
        ),
    )
  );
}

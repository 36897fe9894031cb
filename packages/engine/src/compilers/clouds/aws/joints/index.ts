import type { Device } from '../../../../network/network.ts';
import type { Plan } from '../../../../plan/plan.ts';
import type { ElementId } from '../../../../topology/id.ts';
import type { Joint, JointKind } from './joint.ts';
import { peerings } from './peering.ts';

/** Everything that stands at the edge of a VPC. */
const kinds: readonly JointKind[] = [peerings];

/** What stands at the edge of one VPC. */
export const jointsOf = (plan: Plan, vpc: ElementId): readonly Joint[] => kinds.flatMap((kind) => kind.of(plan, vpc));

/** The devices that join VPCs with each other and with what lies outside of them. */
export const jointDevices = (plan: Plan): readonly Device[] => kinds.flatMap((kind) => kind.devices(plan));

import type { Device, Link } from '../../../../network/network.ts';
import type { Plan } from '../../../../plan/plan.ts';
import type { ElementId } from '../../../../topology/id.ts';

/** A wire from a VPC's router to what stands at its edge: routes name it, and the packet leaves by it. */
export interface Joint {
  /** What routes name. */
  readonly target: ElementId;
  /** Its name, which the router's interface to it has too. */
  readonly name: string;
  readonly link: string;
  /** Who has the other end. */
  readonly device: string;
  readonly interface: string;
  /** Bytes of the largest packet. */
  readonly mtu: number;
}

/** One kind of such things. */
export interface JointKind {
  /** Those of one VPC. */
  of(plan: Plan, vpc: ElementId): readonly Joint[];
  /** All of a plan, as devices. */
  devices(plan: Plan): readonly Device[];
  /** What joins those that no VPC's router is at. */
  links?(plan: Plan): readonly Link[];
}

/** The wire between the router of a VPC and something at its edge. */
export const wireOf = (what: ElementId, vpc: ElementId): string => `joint ${what} ${vpc}`;

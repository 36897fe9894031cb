import type { PlannedPod } from '../../../plan/plan.ts';
import type { PoliciesAtPod } from '../../part.ts';

/** A pod with the node's end of its link. */
export interface CalicoPod {
  readonly pod: PlannedPod;
  readonly host: string;
  /** What network policies have in front of the profile of its namespace. */
  readonly rules?: PoliciesAtPod['rules'];
  readonly about?: PoliciesAtPod['about'];
}

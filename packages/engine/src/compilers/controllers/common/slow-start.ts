import { secondsOf } from '../../../base/duration.ts';
import type { TargetGroup } from '../../../plan/balancer.ts';
import type { Annotations } from './annotations.ts';

/**
 * How long a new target gets less than its share: of an ALB that goes round (Application Load Balancers user guide, slow start mode: not with
 * the other algorithms; 0, the default, is off).
 */
export function slowStartOf(annotations: Annotations, algorithm: string | undefined): Pick<TargetGroup, 'slowStart'> {
  const seconds = secondsOf(annotations.text('slow_start.duration_seconds') ?? '') ?? 0;
  const isRound = algorithm === undefined || algorithm === 'round_robin';
  return seconds > 0 && isRound ? { slowStart: seconds } : {};
}

import type { TargetGroup } from '../../../plan/balancer.ts';
import type { Annotations } from './annotations.ts';

/** How a target group knows a client again, if it does; `usual` is the type where none is written (Elastic Load Balancing API, TargetGroupAttribute). */
export const stickinessOf = (
  annotations: Annotations,
  usual: 'lb_cookie' | 'source_ip',
): Pick<TargetGroup, 'sticky'> =>
  annotations.flag('stickiness.enabled') ? { sticky: annotations.text('stickiness.type') ?? usual } : {};

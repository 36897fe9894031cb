import type { ControllerName } from '../common/owners.ts';

/** In what the controllers that make `alb` and `nlb` balancers differ. */
export interface Flavour {
  readonly id: ControllerName;
  /** How messages call it. */
  readonly title: string;
  /** The type of targets when nobody says it. */
  readonly targetType: 'instance' | 'ip';
  /** Whether routes tell subnets where no subnet has a tag. */
  readonly byReachability: boolean;
  /** Whether `group.name` is followed. */
  readonly groups: boolean;
  /** Annotations of Services that it does not read. */
  readonly unread: readonly string[];
  /** Whether it watches Gateways. */
  readonly gateways: boolean;
  /** Whether network load balancers get security groups. */
  readonly nlbGroups: boolean;
  /** What comes of `enable-frontend-nlb`: a balancer, nothing, or what nobody has said. */
  readonly frontend: 'made' | 'unread' | 'unknown';
}

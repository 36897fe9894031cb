import type { HealthCheck } from '../../../plan/balancer.ts';
import type { PlannedService } from '../../../plan/plan.ts';

/** kube-proxy's own health, which all Services with the policy Cluster share (kubernetes/ingress-gce acbcf5d6, pkg/l4/healthchecks). */
export const sharedPort = 10_256;

/** What a node is asked: whether its kube-proxy lives, or, with the policy Local, whether it has an endpoint of its own (the same). */
export function healthOf({ healthCheckNodePort: local }: Pick<PlannedService, 'healthCheckNodePort'>): HealthCheck {
  const common = { protocol: 'HTTP', path: '/healthz', codes: '200', timeout: 1, healthy: 1 } as const;
  return local === undefined
    ? { ...common, port: sharedPort, interval: 8, unhealthy: 3 }
    : { ...common, port: local, interval: 3, unhealthy: 2 };
}

import type { HealthCheck } from '../../../plan/balancer.ts';

/** Where a backend's endpoints are: nodes with a node port, or pods. */
export type BackendKind = 'instance-group' | 'neg';

/** What is asked where nobody says another thing (kubernetes/ingress-gce acbcf5d6, pkg/healthchecks). */
export const usualHealth = (kind: BackendKind, protocol: HealthCheck['protocol'] = 'HTTP'): HealthCheck => ({
  ...{ protocol, port: 'traffic-port', path: '/', codes: '200', healthy: 1 },
  ...(kind === 'neg' ? { interval: 15, timeout: 15, unhealthy: 2 } : { interval: 60, timeout: 60, unhealthy: 10 }),
});

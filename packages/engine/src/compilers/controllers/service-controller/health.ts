import type { HealthCheck } from '../../../plan/balancer.ts';
import type { Annotations } from '../common/annotations.ts';

/** What a node is asked, with the policy Local by kube-proxy itself. */
export interface HealthOf {
  /** The node port of the first port (classic), or of the listener (network). */
  readonly nodePort: number;
  /** kube-proxy's port, where the policy is Local. */
  readonly localPort?: number;
}

const first = (annotations: Annotations, key: string, fallback: number): number => annotations.number(key) ?? fallback;

/**
 * Of a Classic Load Balancer (cloud-provider-aws 63ec440, pkg/providers/v1/aws_loadbalancer.go; its documentation has
 * other numbers than its code).
 */
export function classicHealth(annotations: Annotations, { nodePort, localPort }: HealthOf): HealthCheck {
  const common = {
    codes: '200',
    interval: first(annotations, 'healthcheck-interval', 10),
    timeout: first(annotations, 'healthcheck-timeout', 5),
    healthy: first(annotations, 'healthcheck-healthy-threshold', 2),
    unhealthy: first(annotations, 'healthcheck-unhealthy-threshold', 6),
  };
  if (localPort !== undefined) return { protocol: 'HTTP', port: localPort, path: '/healthz', ...common };
  const protocol = annotations.text('healthcheck-protocol')?.toUpperCase();
  const written = annotations.text('healthcheck-port');
  const port = written !== undefined && /^\d+$/.test(written) ? Number(written) : nodePort;
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') return { protocol: 'TCP', port, ...common };
  return { protocol, port, path: annotations.text('healthcheck-path') ?? '/', ...common };
}

/** Of a network load balancer of the cloud provider (the same, buildNLBHealthCheckConfiguration). */
export function networkHealth(annotations: Annotations, { localPort }: HealthOf): HealthCheck {
  const local = localPort !== undefined;
  const common = {
    codes: '200-399',
    interval: first(annotations, 'healthcheck-interval', local ? 10 : 30),
    timeout: first(annotations, 'healthcheck-timeout', 10),
    healthy: first(annotations, 'healthcheck-healthy-threshold', local ? 2 : 3),
    unhealthy: first(annotations, 'healthcheck-unhealthy-threshold', local ? 2 : 3),
  };
  const protocol = annotations.text('healthcheck-protocol')?.toUpperCase() ?? (local ? 'HTTP' : 'TCP');
  const written = annotations.text('healthcheck-port');
  const port = written !== undefined && /^\d+$/.test(written) ? Number(written) : (localPort ?? 'traffic-port');
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') return { protocol: 'TCP', port, ...common };
  return { protocol, port, path: annotations.text('healthcheck-path') ?? (local ? '/healthz' : '/'), ...common };
}

import type { HealthCheck } from '../../../plan/balancer.ts';
import type { PlannedService, PlannedServicePort } from '../../../plan/plan.ts';
import type { Annotations } from '../common/annotations.ts';

/** Keys of annotations about health: of Ingresses, then of Services. */
const keys = {
  protocol: ['healthcheck-protocol'],
  path: ['healthcheck-path'],
  interval: ['healthcheck-interval-seconds', 'healthcheck-interval'],
  timeout: ['healthcheck-timeout-seconds', 'healthcheck-timeout'],
  healthy: ['healthy-threshold-count', 'healthcheck-healthy-threshold'],
  unhealthy: ['unhealthy-threshold-count', 'healthcheck-unhealthy-threshold'],
  codes: ['success-codes', 'healthcheck-success-codes'],
} as const;

const allKeys = ['healthcheck-port', ...Object.values(keys).flat()];

type Defaults = Omit<HealthCheck, 'source'> & { readonly path: string };

/** Of application load balancers (225f445, pkg/config/ingress_config.go; pkg/ingress/model_build_target_group.go). */
export const albHealth: Defaults = {
  ...{ protocol: 'HTTP', port: 'traffic-port', path: '/', codes: '200' },
  ...{ interval: 15, timeout: 5, healthy: 2, unhealthy: 2 },
};
/** The same behind a Gateway (225f445, pkg/gateway). */
export const gatewayHealth: Defaults = { ...albHealth, codes: '200-399', healthy: 3, unhealthy: 3 };
/** Of targets that speak gRPC. */
export const grpcHealth: Defaults = { ...albHealth, path: '/AWS.ALB/healthcheck', codes: '12' };
/** Of network load balancers (225f445, pkg/service/model_build_target_group.go). */
export const nlbHealth: Defaults = {
  ...{ protocol: 'TCP', port: 'traffic-port', path: '/', codes: '200-399' },
  ...{ interval: 10, timeout: 10, healthy: 3, unhealthy: 3 },
};
/** Of nodes as targets of a Service whose traffic policy is Local: kube-proxy answers. */
export const localHealth = (port: number): Defaults => ({
  ...{ protocol: 'HTTP', port, path: '/healthz', codes: '200-399' },
  ...{ interval: 10, timeout: 6, healthy: 2, unhealthy: 2 },
});

/** A health check as annotations make it of its defaults, or why it is refused. */
export function healthOf(
  annotations: Annotations,
  defaults: Defaults,
  backend: { readonly service: PlannedService; readonly type: 'instance' | 'ip' },
): HealthCheck | { readonly refused: string } {
  const protocol = annotations.text(...keys.protocol)?.toUpperCase() ?? defaults.protocol;
  if (protocol !== 'TCP' && protocol !== 'HTTP' && protocol !== 'HTTPS')
    return { refused: `${protocol} is no protocol of a health check` };
  const port = portOf(annotations.text('healthcheck-port'), defaults.port, backend);
  if (typeof port === 'object') return port;
  const source = annotations.of(...allKeys)?.id;
  const path = annotations.text(...keys.path) ?? defaults.path;
  return {
    protocol,
    port,
    ...(protocol === 'TCP' ? {} : { path }),
    codes: annotations.list(...keys.codes).join(',') || defaults.codes,
    interval: annotations.number(...keys.interval) ?? defaults.interval,
    timeout: annotations.number(...keys.timeout) ?? defaults.timeout,
    healthy: annotations.number(...keys.healthy) ?? defaults.healthy,
    unhealthy: annotations.number(...keys.unhealthy) ?? defaults.unhealthy,
    ...(source === undefined ? {} : { source }),
  };
}

/** The port by number, or by the name of a port of the Service. */
function portOf(
  written: string | undefined,
  fallback: HealthCheck['port'],
  { service, type }: { readonly service: PlannedService; readonly type: 'instance' | 'ip' },
): HealthCheck['port'] | { readonly refused: string } {
  if (written === undefined) return fallback;
  if (written === 'traffic-port') return written;
  if (/^\d+$/.test(written)) return Number(written);
  const named: PlannedServicePort | undefined = service.ports.find(({ name }) => name === written);
  if (!named) return { refused: `healthcheck-port ${written}: service ${service.name} has no port of this name` };
  if (type === 'instance')
    return named.nodePort ?? { refused: `port ${written} of service ${service.name} has no node port` };
  return typeof named.target === 'number'
    ? named.target
    : { refused: `healthcheck-port ${written}: its target port has to be a number, and is ${named.target}` };
}

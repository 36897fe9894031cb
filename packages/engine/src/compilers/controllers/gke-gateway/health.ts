import type { HealthCheck } from '../../../plan/balancer.ts';
import { numberOf, type Setting, settingOf } from '../../../topology/setting.ts';

/** What a HealthCheckPolicy leaves out (GoogleCloudPlatform/gke-gateway-api, HealthCheckPolicyConfig). Readiness probes of pods are not read. */
const usual: HealthCheck = {
  ...{ protocol: 'HTTP', port: 'traffic-port', path: '/', codes: '200' },
  ...{ interval: 5, timeout: 5, healthy: 2, unhealthy: 2 },
};

/** `healthCheckPolicy { requestPath "/ready"; port 8081 }`. */
export function healthOf(policy: readonly Setting[] = []): HealthCheck {
  const text = (key: string): string | undefined => settingOf(policy, key)?.values[0];
  const number = (key: string, fallback: number): number => numberOf(policy, key) ?? fallback;
  const port = number('port', 0);
  const host = text('host');
  const type = text('type');
  const common = {
    ...{ port: port === 0 ? usual.port : port, codes: usual.codes },
    interval: number('checkIntervalSec', usual.interval),
    timeout: number('timeoutSec', usual.timeout),
    healthy: number('healthyThreshold', usual.healthy),
    unhealthy: number('unhealthyThreshold', usual.unhealthy),
  };
  if (type === 'TCP') return { protocol: 'TCP', ...common };
  return {
    ...common,
    protocol: type === 'HTTPS' ? 'HTTPS' : 'HTTP',
    path: text('requestPath') ?? usual.path!,
    ...(host === undefined ? {} : { host }),
  };
}

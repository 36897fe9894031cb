import type { HealthCheck } from '../../../plan/balancer.ts';
import { numberOf, type Setting, settingOf } from '../../../topology/setting.ts';
import type { BackendKind } from '../google/backends.ts';
import type { Probe } from './probe.ts';

/** Seconds that a check of nodes waits longer than a probe would: all of them ask all nodes. */
const besideProbe = 60;

/** What is asked where nobody says another thing (kubernetes/ingress-gce acbcf5d6, pkg/healthchecks). */
export const usualHealth = (kind: BackendKind, protocol: HealthCheck['protocol'] = 'HTTP'): HealthCheck => ({
  ...{ protocol, port: 'traffic-port', path: '/', codes: '200', healthy: 1 },
  ...(kind === 'neg' ? { interval: 15, timeout: 15, unhealthy: 2 } : { interval: 60, timeout: 60, unhealthy: 10 }),
});

/** What is asked: the usual, with what a readiness probe says, and before both what a BackendConfig says, field by field (the same). */
export function healthOf(kind: BackendKind, probe: Probe | undefined, config: readonly Setting[] = []): HealthCheck {
  const usual = usualHealth(kind);
  const read: HealthCheck = probe
    ? {
        ...usual,
        ...(probe.host === undefined ? {} : { host: probe.host }),
        path: probe.path,
        interval: probe.period + (kind === 'neg' ? 0 : besideProbe),
        timeout: probe.timeout,
      }
    : usual;
  const text = (key: string): string | undefined => settingOf(config, key)?.values[0];
  const number = (key: string, fallback: number): number => numberOf(config, key) ?? fallback;
  const port = number('port', 0);
  const type = text('type');
  return {
    ...read,
    ...(type === 'HTTP' || type === 'HTTPS' ? { protocol: type } : {}),
    path: text('requestPath') ?? read.path ?? '/',
    interval: number('checkIntervalSec', read.interval),
    timeout: number('timeoutSec', read.timeout),
    healthy: number('healthyThreshold', read.healthy),
    unhealthy: number('unhealthyThreshold', read.unhealthy),
    ...(port === 0 ? {} : { port }),
  };
}

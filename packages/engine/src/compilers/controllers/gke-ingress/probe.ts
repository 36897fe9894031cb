import type { PodTemplate } from '../../../topology/cluster.ts';
import { numberOf, type Setting, settingOf } from '../../../topology/setting.ts';

/** What an Ingress takes of a readiness probe. */
export interface Probe {
  readonly path: string;
  readonly host?: string;
  /** Seconds. */
  readonly period: number;
  readonly timeout: number;
}

/** The port that a backend is asked at, as the Service names it, and the protocol that is spoken there. */
interface Asked {
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';
}

const scheme = 'HTTP';

/**
 * The readiness probe that a check is made of: by HTTP in the protocol of the backend, of a container that declares the port, at that port, without a host of
 * its own, and without headers but Host (kubernetes/ingress-gce acbcf5d6, pkg/controller/translator, getHTTPProbe). Undefined: it is none of those.
 */
export function probeOf(
  template: Pick<PodTemplate, 'containers' | 'ports' | 'settings'>,
  asked: Asked,
): Probe | undefined {
  const containers = [{ ports: template.ports, settings: template.settings }, ...template.containers];
  for (const { ports, settings } of containers) {
    const declared = ports.find((each) => each.port === asked.port);
    const lines = settingOf(settings, 'readinessProbe')?.settings ?? [];
    const probe = declared && simple(lines);
    if (!probe || (text(lines, 'scheme') ?? scheme).toUpperCase() !== asked.protocol) continue;
    const at = text(lines, 'port');
    if (at === String(asked.port) || (at !== undefined && at === declared.name)) return probe;
  }
  return undefined;
}

const text = (lines: readonly Setting[], key: string): string | undefined => settingOf(lines, key)?.values[0];

/** A number of seconds; the API server's own where nothing is written. */
const seconds = (lines: readonly Setting[], key: string, fallback: number): number => numberOf(lines, key) ?? fallback;

const hostHeader = /^host:\s*(.+)$/i;

function simple(lines: readonly Setting[]): Probe | undefined {
  const path = text(lines, 'httpGet');
  const headers = lines.filter(({ key }) => key === 'httpHeaders').flatMap(({ values }) => values);
  const host = headers.length === 1 ? hostHeader.exec(headers[0]!)?.[1] : undefined;
  if (path === undefined || text(lines, 'host') !== undefined || (headers.length > 0 && host === undefined))
    return undefined;
  return {
    path: path.startsWith('/') ? path : `/${path}`,
    ...(host === undefined ? {} : { host }),
    period: seconds(lines, 'periodSeconds', 10),
    timeout: seconds(lines, 'timeoutSeconds', 1),
  };
}

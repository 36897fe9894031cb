import type { GatewayListener, KubeGateway, KubeRoute } from '../../../../topology/gateway.ts';
import { settingOf } from '../../../../topology/setting.ts';
import { listed } from '../annotations.ts';
import { attachedHosts } from './hostnames.ts';

/** A route at a listener, with the host names that it has there. */
export interface Attached {
  readonly route: KubeRoute;
  /** Empty: every host. */
  readonly hosts: readonly string[];
}

/** Which routes each protocol of a listener takes (Gateway API v1.6, Listener). */
const taken: Readonly<Record<string, readonly KubeRoute['kind'][]>> = {
  HTTP: ['httproute', 'grpcroute'],
  HTTPS: ['httproute', 'grpcroute'],
  TCP: ['tcproute'],
  TLS: ['tlsroute', 'tcproute'],
  UDP: ['udproute'],
};

/** The routes of a listener: of its gateway or of itself by name, of a kind that it takes, with a host in common. */
export function attachedTo(
  gateway: KubeGateway,
  listener: GatewayListener,
  routes: readonly KubeRoute[],
): readonly Attached[] {
  const kinds = taken[listener.protocol.toUpperCase()] ?? [];
  const hostname = settingOf(listener.settings, 'hostname')?.values[0];
  return routes.flatMap((route) => {
    if (!kinds.includes(route.kind) || !route.parents.some((each) => each === gateway.id || each === listener.id))
      return [];
    const hosts = attachedHosts(hostname, listed(settingOf(route.settings, 'hostnames')?.values ?? []));
    return hosts ? [{ route, hosts }] : [];
  });
}

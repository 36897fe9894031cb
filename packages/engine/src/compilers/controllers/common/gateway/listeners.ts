import type { Listener } from '../../../../plan/balancer.ts';
import type { GatewayListener, KubeGateway } from '../../../../topology/gateway.ts';
import { Annotations } from '../annotations.ts';
import type { Report } from '../report.ts';

/** Listeners by their port, in the order of ports: those of one port are one listener of the balancer. */
export function byPort(
  gateway: KubeGateway,
  report: Report,
): readonly (readonly [GatewayListener, ...GatewayListener[]])[] {
  const ports = new Map<number, [GatewayListener, ...GatewayListener[]]>();
  for (const listener of gateway.listeners) {
    const known = ports.get(listener.port);
    if (!known) ports.set(listener.port, [listener]);
    else if (known[0].protocol === listener.protocol) known.push(listener);
    else
      report.refuse(
        'NK086',
        listener.id,
        `port ${listener.port} listens for ${known[0].protocol} and for ${listener.protocol}`,
        [{ about: known[0].id, message: `${known[0].protocol} here` }],
      );
  }
  return [...ports].sort(([a], [b]) => a - b).map(([, listeners]) => listeners);
}

/** Names that clients use: of listeners and of the routes that they take. */
export function hostsOf(gateway: KubeGateway, listeners: readonly Listener[]): readonly string[] {
  const ofRules = listeners.flatMap(({ rules }) => rules.flatMap(({ when }) => when.hosts ?? []));
  const ofListeners = gateway.listeners.flatMap(({ settings }) => new Annotations(settings).list('hostname'));
  return [...new Set([...ofRules, ...ofListeners])];
}

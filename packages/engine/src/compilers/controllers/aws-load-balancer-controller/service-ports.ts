import type { ListenerProtocol } from '../../../plan/balancer.ts';
import type { PlannedService, PlannedServicePort } from '../../../plan/plan.ts';
import type { Annotations } from '../common/annotations.ts';

/** One listener of a Service's balancer. */
export interface ServiceListener {
  readonly port: PlannedServicePort;
  /** Its place among the ports of the Service. */
  readonly at: number;
  readonly protocol: Extract<ListenerProtocol, 'TCP' | 'UDP' | 'TLS' | 'TCP_UDP'>;
  /** How the balancer speaks to targets. */
  readonly target: Extract<ListenerProtocol, 'TCP' | 'UDP' | 'TLS' | 'TCP_UDP'>;
  readonly certificates: readonly string[];
}

const transport = ({ protocol }: PlannedServicePort) => (protocol === 'udp' ? 'UDP' : 'TCP');

/**
 * A listener for each port of a Service; a port of TCP with a certificate ends TLS. With
 * `enable-tcp-udp-listener` a pair of TCP and UDP on one port is one (225f445, pkg/service/model_build_listener.go).
 */
export function serviceListeners(
  service: PlannedService,
  annotations: Annotations,
): readonly ServiceListener[] | { readonly refused: string } {
  const certificates = annotations.list('ssl-cert', 'certificate-arn');
  const secure = annotations.list('ssl-ports');
  const isSecure = ({ port, name }: PlannedServicePort) =>
    secure.length === 0 || secure.includes('*') || secure.includes(String(port)) || secure.includes(name ?? '');
  const unused = secure.find(
    (each) => each !== '*' && !service.ports.some(({ port, name }) => each === String(port) || each === name),
  );
  if (certificates.length > 0 && unused !== undefined)
    return { refused: `ssl-ports ${unused}: the Service has no such port` };
  const strange = service.ports.find(({ protocol }) => protocol !== 'tcp' && protocol !== 'udp');
  if (strange) return { refused: `port ${strange.port}: an NLB has no listener for ${strange.protocol.toUpperCase()}` };
  const merged = annotations.flag('enable-tcp-udp-listener') === true;
  const out: ServiceListener[] = [];
  for (const [at, port] of service.ports.entries()) {
    const twin = service.ports.findIndex((each) => each.port === port.port);
    if (twin < at) {
      const other = service.ports[twin]!;
      if (!merged) {
        if (other.protocol === port.protocol) return { refused: `port ${port.port} is there twice` };
        return {
          refused: `port ${port.port} is there for TCP and for UDP, and an NLB has one listener on it; enable-tcp-udp-listener true makes it TCP_UDP`,
        };
      }
      if (other.protocol === port.protocol) return { refused: `port ${port.port} is there twice` };
      continue;
    }
    const pair = merged && service.ports.filter((each) => each.port === port.port).length === 2;
    const protocol = pair ? 'TCP_UDP' : transport(port);
    const tls = protocol === 'TCP' && certificates.length > 0 && isSecure(port);
    const backend = annotations.text('backend-protocol')?.toLowerCase();
    out.push({
      port,
      at,
      protocol: tls ? 'TLS' : protocol,
      target: tls && (backend === 'ssl' || backend === 'https') ? 'TLS' : protocol,
      certificates: tls ? certificates : [],
    });
  }
  return out;
}

import type { ListenerProtocol } from '../../../plan/balancer.ts';
import type { Annotations } from '../common/annotations.ts';

/** How a Classic Load Balancer listens on a port, and speaks to the node port behind it. */
export interface ClassicListener {
  readonly listens: Extract<ListenerProtocol, 'TCP' | 'TLS' | 'HTTP' | 'HTTPS'>;
  readonly instance: Extract<ListenerProtocol, 'TCP' | 'TLS' | 'HTTP' | 'HTTPS'>;
  readonly certificates: readonly string[];
}

/** `backend-protocol` → both sides, with a certificate. */
const secured: Readonly<Record<string, Pick<ClassicListener, 'listens' | 'instance'>>> = {
  https: { listens: 'HTTPS', instance: 'HTTPS' },
  http: { listens: 'HTTPS', instance: 'HTTP' },
  ssl: { listens: 'TLS', instance: 'TLS' },
  tcp: { listens: 'TLS', instance: 'TCP' },
};

/**
 * The listener of a port (cloud-provider-aws 63ec440, pkg/providers/v1/aws.go, buildListener): only with a certificate
 * TLS ends, and `https` without one is a plain connection.
 */
export function classicListener(
  { port, name }: { readonly port: number; readonly name?: string },
  annotations: Annotations,
): ClassicListener | { readonly refused: string } {
  const certificates = annotations.list('ssl-cert', 'certificate-arn');
  const secure = annotations.list('ssl-ports');
  const meant =
    secure.length === 0 || secure.includes('*') || secure.includes(String(port)) || secure.includes(name ?? '*');
  const backend = annotations.text('backend-protocol')?.toLowerCase();
  if (certificates.length > 0 && meant) {
    const both = Object.hasOwn(secured, backend ?? 'tcp') ? secured[backend ?? 'tcp'] : undefined;
    return both
      ? { ...both, certificates }
      : { refused: `backend-protocol ${backend} is none of https, http, ssl and tcp` };
  }
  const protocol = backend === 'http' ? 'HTTP' : 'TCP';
  return { listens: protocol, instance: protocol, certificates: [] };
}

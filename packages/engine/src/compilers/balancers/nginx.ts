import type { HttpSide, Relay } from '../../network/program.ts';
import type { Listener, PlannedBalancer } from '../../plan/balancer.ts';
import type { Plan, PlannedService } from '../../plan/plan.ts';
import { settingOf } from '../../topology/setting.ts';
import { relayOf } from './relaying.ts';

/** Services that ingress-nginx is installed with: its chart's own name, and the short one. */
const usualNames = ['ingress-nginx-controller', 'nginx'] as const;

/**
 * The nginx ingress controller runs in pods of the cluster: those behind the Service that it publishes
 * (`ingress-nginx { publish-service NAMESPACE/NAME }`, else by its usual names).
 */
export const nginx = {
  id: 'nginx',
  doc: 'The nginx ingress controller: a relay in pods of the cluster, which opens its own connection to an endpoint.',
} as const;

/**
 * Error and timeout make it try another endpoint; it tells endpoints who asked it, and not who asked before
 * (ingress-nginx v1.15.1, internal/ingress/controller/config/config.go).
 */
const side: HttpSide = {
  ...{ forwards: 'replace', tries: 3, connectSeconds: 5, unreachable: 502, clientGone: 499 },
  // ingress-nginx, docs/user-guide/tls.md, default SSL certificate
  otherCertificate: 'Kubernetes Ingress Controller Fake Certificate',
};

/** What the pods of an nginx controller do with connections, by pod and port. */
export function nginxRelays(
  plan: Plan,
  balancer: PlannedBalancer,
): readonly { readonly pod: string; readonly port: number; readonly relay: Relay }[] {
  const service = publishedBy(plan, balancer);
  if (!service) return [];
  return service.endpoints.flatMap(({ pod, port, servicePort }) => {
    const listener = listenerFor(balancer, service, servicePort);
    if (pod === undefined || !listener) return [];
    return [{ pod, port, relay: relayOf(balancer, listener, `nginx ${balancer.name}`, side) }];
  });
}

/** The Service in front of the pods of an nginx controller. */
export function publishedBy(
  { topology, services }: Plan,
  { cluster: of }: PlannedBalancer,
): PlannedService | undefined {
  const cluster = topology.clusters.find(({ id }) => id === of);
  const block = settingOf(cluster?.settings ?? [], 'ingress-nginx')?.settings ?? [];
  const [namespace, name] = settingOf(block, 'publish-service')?.values[0]?.split('/') ?? [];
  const own = services.filter(({ cluster }) => cluster === of);
  if (name !== undefined) return own.find((each) => each.namespace === namespace && each.name === name);
  return usualNames.map((usual) => own.find((each) => each.name === usual)).find((each) => each !== undefined);
}

function listenerFor({ listeners }: PlannedBalancer, { ports }: PlannedService, index: number): Listener | undefined {
  const { port, name } = ports[index]!;
  const protocol = port === 443 || name === 'https' ? 'HTTPS' : 'HTTP';
  return listeners.find((each) => each.protocol === protocol);
}

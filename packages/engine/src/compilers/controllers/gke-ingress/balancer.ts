import type { HealthCheck, ListenerAction, PlannedBalancer } from '../../../plan/balancer.ts';
import { usesRoutes } from '../../../plan/gke-modes.ts';
import type { PlannedService } from '../../../plan/plan.ts';
import type { Backend, Ingress } from '../../../topology/cluster.ts';
import type { ElementId } from '../../../topology/id.ts';
import { type Setting, settingOf } from '../../../topology/setting.ts';
import type { Report } from '../common/report.ts';
import type { View } from '../common/view.ts';
import { type BackendKind, GoogleBackends } from '../google/backends.ts';
import { type Frontage, frontOf, placeOf } from '../google/front.ts';
import { healthOf } from './health.ts';
import { listenersOf } from './listeners.ts';
import { probeOf } from './probe.ts';
import { rulesOf } from './url-map.ts';

/** What answers where no rule holds and no default backend is written: GKE's own, in the cluster (pkg/utils, default-http-backend). */
const notFound: ListenerAction = { kind: 'fixed', status: 404 };

/** The balancer of an Ingress, or why there is none. */
export function balancerOf(view: View, ingress: Ingress, frontage: Frontage, report: Report): PlannedBalancer {
  const { id, name, vips } = ingress;
  const { cluster, planned } = view.input;
  const backends = new GoogleBackends(
    view,
    {
      kindOf: (service) => kindOf(view, ingress, frontage, view.settings(service.id)),
      healthOf: (service, at, kind) => checkOf(view, service, at, kind),
      more: (service) => affinityOf(view.settings(service.id)),
    },
    report,
  );
  const act = (all: readonly Backend[], about: ElementId): ListenerAction => backends.action(all, about) ?? notFound;
  const rules = rulesOf(ingress, act, report);
  const otherwise = ingress.defaultBackend ? act([ingress.defaultBackend], id) : notFound;
  if (frontage !== 'global' && settingOf(ingress.settings, 'backend')?.values[0] === 'instance-group')
    report.refuse(
      'NK086',
      id,
      `ingress ${name}: a regional balancer has groups of pods as backends, and no instance groups`,
    );
  const listeners = listenersOf(ingress, frontage, { rules, otherwise }, report);
  const front = frontOf(view, frontage, { id, what: `ingress ${name}`, vips, at: placeOf(view, id) }, report);
  const { refused } = report;
  return {
    ...{ id, members: [id], name, controller: 'gke-ingress', cluster: cluster.id },
    ...(planned.vpc === undefined ? {} : { vpc: planned.vpc }),
    // Cloud Load Balancing documentation, client HTTP keepalive timeout
    ...{ crossZone: true, idleSeconds: 600 },
    ...front,
    listeners,
    groups: [...backends.groups.values()],
    hosts: [...new Set(ingress.rules.flatMap(({ host }) => host ?? []))],
    ...(refused === undefined ? {} : { nodes: [], listeners: [], groups: [], refused }),
  };
}

/** Of the first pod behind the Service that has a probe for it. It is read where the check is made, and never again. */
function checkOf(view: View, service: PlannedService, at: number, kind: BackendKind): HealthCheck {
  const { cluster } = view.input;
  const templates = new Map([...cluster.pods, ...cluster.workloads].map((each) => [each.id, each]));
  const ends = new Map(view.endpoints(service, at).map((each) => [each.pod, each.port]));
  const probes = view.input.pods.flatMap((pod) => {
    const [port, template] = [ends.get(pod.id), templates.get(pod.workload ?? pod.id)];
    return port === undefined || !template ? [] : (probeOf(template, { port, protocol: 'HTTP' }) ?? []);
  });
  const config = settingOf(view.settings(service.id), 'backendConfig')?.settings ?? [];
  return healthOf(kind, probes[0], settingOf(config, 'healthCheck')?.settings);
}

/** A regional balancer has groups of pods (pkg/controller/translator); else it is written at the Ingress or the Service, and a VPC-native cluster has groups of pods by itself (GKE documentation, container-native load balancing). */
function kindOf(view: View, ingress: Ingress, frontage: Frontage, service: readonly Setting[]): BackendKind {
  if (frontage !== 'global') return 'neg';
  const written = settingOf(ingress.settings, 'backend')?.values[0];
  if (written === 'instance-group' || written === 'neg') return written;
  const asked = settingOf(service, 'neg')?.values[0];
  return asked === 'false' || (asked === undefined && usesRoutes(view.input.cluster)) ? 'instance-group' : 'neg';
}

/** `backendConfig { sessionAffinity { affinityType CLIENT_IP } }` (GKE documentation, Ingress configuration). */
function affinityOf(service: readonly Setting[]): { readonly sticky?: string } {
  const config = settingOf(service, 'backendConfig')?.settings ?? [];
  const lines = settingOf(config, 'sessionAffinity')?.settings ?? [];
  const type = settingOf(lines, 'affinityType')?.values[0];
  return type === undefined || type === 'NONE' ? {} : { sticky: type };
}

import { naturalOrder } from '../../base/natural-order.ts';
import type { Plan, PlannedService, PlannedVpc } from '../../plan/plan.ts';
import { itemOf } from '../../plan/plan-index.ts';
import type { ElementId } from '../../topology/id.ts';
import type { SceneService } from './scene.ts';

/** The services of the VPC's clusters, one shelf per set of pods; services without a pod come last. */
export function servicesOf(plan: Plan, vpc: PlannedVpc): readonly SceneService[] {
  const clusters = new Set(plan.clusters.filter((cluster) => cluster.vpc === vpc.id).map((cluster) => cluster.id));
  const services = plan.services
    // the Service that the cluster makes by itself has no pod to point at: it would only take room
    .filter((service) => clusters.has(service.cluster) && !service.builtin)
    .sort((a, b) => naturalOrder(a.name, b.name) || naturalOrder(a.id, b.id));
  const shelves = new Map<string, PlannedService[]>();
  for (const service of services) {
    const key = podsOf(service).join('\n');
    const shelf = shelves.get(key);
    if (shelf) shelf.push(service);
    else shelves.set(key, [service]);
  }
  return [...shelves.values()]
    .map(([first, ...others]) => sceneService(plan, first!, others))
    .sort((a, b) => Number(a.endpoints.length === 0) - Number(b.endpoints.length === 0));
}

function sceneService(plan: Plan, service: PlannedService, others: readonly PlannedService[]): SceneService {
  const pods = podsOf(service);
  return {
    id: service.id,
    label: service.name,
    sub: addressOf(service),
    others: others.map((other) => ({ id: other.id, label: other.name, sub: addressOf(other) })),
    endpoints: pods.map((pod) => ({
      pod,
      label: itemOf(plan.pods, pod)?.name ?? pod,
      share: pods.length === 1 ? '1' : `1/${pods.length}`,
    })),
  };
}

function podsOf(service: PlannedService): readonly ElementId[] {
  const pods = service.endpoints.flatMap((endpoint) => (endpoint.ready && endpoint.pod ? [endpoint.pod] : []));
  return [...new Set(pods)].sort(naturalOrder);
}

function addressOf(service: PlannedService): string {
  const port = service.ports[0];
  const own = service.clusterIp === undefined ? service.type : `${service.clusterIp}${port ? `:${port.port}` : ''}`;
  return port?.nodePort === undefined ? own : `${own} · :${port.nodePort}`;
}

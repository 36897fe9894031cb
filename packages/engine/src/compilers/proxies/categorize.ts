import type { Endpoint, PlannedService, PlannedServicePort } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import { endpointText } from './names.ts';

/** The endpoints of one Service port, by who may be sent there (CategorizeEndpoints in pkg/proxy/topology.go). */
export interface Categorized {
  /** Reached from everywhere under the policy Cluster. */
  readonly cluster: readonly Endpoint[];
  /** Reached from one node under the policy Local. */
  localTo(node: ElementId): readonly Endpoint[];
  /** Some endpoint somewhere takes traffic, whoever may use it. */
  readonly any: boolean;
}

/** Whether the Service is asked for by other addresses than its cluster IP. */
export const isExternal = (service: PlannedService, port: PlannedServicePort): boolean =>
  port.nodePort !== undefined || service.externalIps.length > 0 || (service.balancerIps ?? []).length > 0;

/**
 * An external policy Local still needs the endpoints of the whole cluster: what the node itself and its pods send to an
 * external address goes there.
 */
export const usesCluster = (service: PlannedService, port: PlannedServicePort): boolean =>
  service.internalTrafficPolicy === 'Cluster' || isExternal(service, port);

export const usesLocal = (service: PlannedService, port: PlannedServicePort): boolean =>
  service.internalTrafficPolicy === 'Local' || (service.externalTrafficPolicy === 'Local' && isExternal(service, port));

/** Ready endpoints; where there are none, those that are terminating and still serve. */
function usable(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const ready = endpoints.filter((each) => each.ready);
  return ready.length > 0 ? ready : endpoints.filter((each) => each.draining);
}

export function categorize(
  service: PlannedService,
  port: PlannedServicePort,
  endpoints: readonly Endpoint[],
): Categorized {
  const everywhere = usable(endpoints);
  return {
    cluster: usesCluster(service, port) ? everywhere : [],
    localTo: usesLocal(service, port) ? (node) => usable(endpoints.filter((each) => each.node === node)) : () => [],
    any: everywhere.length > 0,
  };
}

/** Endpoints by the text `address:port`, each once (pkg/proxy/endpointslicecache.go). */
export function endpointsInOrder(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const byText = new Map<string, Endpoint>();
  for (const each of endpoints) {
    const text = endpointText(each);
    if (!byText.has(text)) byText.set(text, each);
  }
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

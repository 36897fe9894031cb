import type { Endpoint, Hints, PlannedService, PlannedServicePort } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import { endpointText } from './names.ts';
import type { ProxyNode } from './service-proxy.ts';

/** The endpoints of one Service port, by who may be sent there (CategorizeEndpoints in pkg/proxy/topology.go). */
export interface Categorized {
  /** Reached under the policy Cluster, from wherever. */
  readonly cluster: readonly Endpoint[];
  /** Some nodes reach only those of them that are hinted to them: `clusterOn` differs by node. */
  readonly isHinted: boolean;
  /** Reached from one node under the policy Cluster. */
  clusterOn(node: Pick<ProxyNode, 'id' | 'zone'>): readonly Endpoint[];
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

/** Whether all endpoints have a hint of each kind: one that has none, and hints of that kind count nowhere (topologyModeFromHints). */
function hintsOf(endpoints: readonly Endpoint[]): { readonly zones: boolean; readonly nodes: boolean } {
  const all = (has: (hints: Hints) => boolean): boolean =>
    endpoints.length > 0 && endpoints.every(({ ready, hints }) => ready && hints !== undefined && has(hints));
  return { zones: all(({ zone }) => zone !== undefined), nodes: all(({ node }) => node !== undefined) };
}

/** Those that are hinted to the node, else those that are hinted to its zone, else all. */
function near(
  endpoints: readonly Endpoint[],
  { zones, nodes }: ReturnType<typeof hintsOf>,
  { id, zone }: Pick<ProxyNode, 'id' | 'zone'>,
): readonly Endpoint[] {
  const onNode = nodes ? endpoints.filter(({ hints }) => hints?.node === id) : [];
  if (onNode.length > 0) return onNode;
  const inZone = zones && zone !== undefined ? endpoints.filter(({ hints }) => hints?.zone === zone) : [];
  return inZone.length > 0 ? inZone : endpoints;
}

export function categorize(
  service: PlannedService,
  port: PlannedServicePort,
  endpoints: readonly Endpoint[],
): Categorized {
  const everywhere = usable(endpoints);
  const cluster = usesCluster(service, port) ? everywhere : [];
  const hints = hintsOf(cluster);
  return {
    cluster,
    isHinted: hints.zones || hints.nodes,
    clusterOn: hints.zones || hints.nodes ? (node) => near(cluster, hints, node) : () => cluster,
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

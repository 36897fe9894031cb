import type { Cluster, Service } from '../topology/cluster.ts';
import type { Draft } from './draft.ts';
import type { Endpoint, PlannedService } from './plan.ts';
import { sharedOut, topologyModeOf } from './topology-mode.ts';
import { distributionOf, hinted } from './traffic-distribution.ts';
import { versionOf } from './versions.ts';

/** The endpoints of a Service with the hints that the EndpointSlice controller gives them. */
export function hintedEndpoints(
  draft: Draft,
  cluster: Cluster,
  { settings }: Pick<Service, 'settings'>,
  endpoints: readonly Endpoint[],
): Pick<PlannedService, 'endpoints' | 'unclearHints'> {
  const kubernetes = versionOf(cluster, 'kubernetes');
  if (!topologyModeOf(settings, kubernetes))
    return { endpoints: hinted(endpoints, distributionOf(settings, kubernetes), draft.nodes) };
  return sharedOut(
    endpoints,
    draft.nodes.filter((node) => node.cluster === cluster.id && !draft.down.has(node.id)),
  );
}

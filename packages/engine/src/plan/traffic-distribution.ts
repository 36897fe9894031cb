import { type Setting, settingOf } from '../topology/setting.ts';
import type { Endpoint, PlannedNode } from './plan.ts';
import { hasChange } from './versions.ts';

/** Which endpoints of a Service proxies prefer: what the hints in its EndpointSlices are made from. */
export type TrafficDistribution = 'PreferSameZone' | 'PreferSameNode';

/** What a version of Kubernetes makes of `trafficDistribution`. */
export type Distribution =
  /** `PreferClose` is the older word for `PreferSameZone`. */
  | { readonly kind: 'prefers'; readonly what: TrafficDistribution; readonly setting: Setting }
  /** The API server leaves the field out. */
  | { readonly kind: 'dropped'; readonly setting: Setting }
  /** The API server refuses the Service. */
  | { readonly kind: 'refused'; readonly setting: Setting };

/**
 * What becomes of the setting `trafficDistribution` of a Service (KEP-4444, KEP-3015): the field is there from 1.31 on with
 * `PreferClose` alone, and the two other words from 1.34 on. Undefined: nothing is written.
 */
export function distributionOf(settings: readonly Setting[], kubernetes: string | undefined): Distribution | undefined {
  const setting = settingOf(settings, 'trafficDistribution');
  if (!setting) return undefined;
  if (!hasChange(kubernetes, 'trafficDistribution')) return { kind: 'dropped', setting };
  switch (setting.values[0]) {
    case 'PreferClose':
      return { kind: 'prefers', what: 'PreferSameZone', setting };
    case 'PreferSameZone':
    case 'PreferSameNode':
      return hasChange(kubernetes, 'preferSame')
        ? { kind: 'prefers', what: setting.values[0], setting }
        : { kind: 'refused', setting };
    default:
      return { kind: 'refused', setting };
  }
}

/** The label by which nodes tell their zone. */
const zoneLabel = 'topology.kubernetes.io/zone';

/** The zone that a node's label tells: as written, or as the cloud's controller has it. */
export const labelledZone = ({ labels, zone }: Pick<PlannedNode, 'labels' | 'zone'>): string | undefined =>
  labels[zoneLabel] ?? zone;

/**
 * Endpoints with the hints that the EndpointSlice controller gives them (endpointslice/trafficdist): each its own zone, and with
 * `PreferSameNode` its own node as well; an endpoint without a zone has no hint for one.
 */
export function hinted(
  endpoints: readonly Endpoint[],
  distribution: Distribution | undefined,
  nodes: readonly Pick<PlannedNode, 'id' | 'labels' | 'zone'>[],
): readonly Endpoint[] {
  if (distribution?.kind !== 'prefers') return endpoints;
  const zones = new Map(nodes.map((node) => [node.id, labelledZone(node)]));
  return endpoints.map((each) => {
    const zone = each.node === undefined ? undefined : zones.get(each.node);
    const node = distribution.what === 'PreferSameNode' ? each.node : undefined;
    const hints = { ...(zone === undefined ? {} : { zone }), ...(node === undefined ? {} : { node }) };
    return { ...each, hints };
  });
}

import { type Setting, settingOf } from '../topology/setting.ts';
import { cpusOf } from './capacity/cpus.ts';
import type { Endpoint, PlannedNode } from './plan.ts';
import { labelledZone } from './traffic-distribution.ts';
import { hasChange } from './versions.ts';

type SizedNode = Pick<PlannedNode, 'id' | 'name' | 'labels' | 'zone' | 'machine'>;

/** What the EndpointSlice controller makes of `topology-mode Auto`: hints, none, or some of which it is not known which. */
export type TopologyHints =
  | { readonly kind: 'hints' }
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'unclear'; readonly why: string };

/**
 * The annotation `service.kubernetes.io/topology-mode` of a Service, where it is on: its name from 1.27 on (KEP-2433). Then
 * `trafficDistribution` does not count (KEP-4444; endpointslice/reconciler.go).
 */
export const topologyModeOf = (settings: readonly Setting[], kubernetes: string | undefined): Setting | undefined => {
  const setting = settingOf(settings, 'topology-mode');
  return hasChange(kubernetes, 'topologyMode') && ['Auto', 'auto'].includes(setting?.values[0] ?? '')
    ? setting
    : undefined;
};

/** Endpoints with the hints of zones that the controller gives them; those of one family have as many in each zone as those of the other. */
export function sharedOut(
  endpoints: readonly Endpoint[],
  nodes: readonly SizedNode[],
): { readonly endpoints: readonly Endpoint[]; readonly unclearHints?: string } {
  const found = topologyHints(endpoints, nodes);
  if (found.kind === 'unclear') return { endpoints, unclearHints: found.why };
  if (found.kind === 'none') return { endpoints };
  const zones = new Map(nodes.map((node) => [node.id, labelledZone(node)]));
  return {
    endpoints: endpoints.map((each) => {
      const zone = each.node === undefined ? undefined : zones.get(each.node);
      return each.ready && zone !== undefined ? { ...each, hints: { zone } } : each;
    }),
  };
}

/** How many requests more than its share one endpoint may get (endpointslice/topologycache, overloadThreshold). */
const overload = 0.2;

/**
 * The hints that `topology-mode Auto` gives the endpoints of a Service, all at once (kubernetes/kubernetes, staging/src/k8s.io/endpointslice/topologycache,
 * topologycache.go and utils.go, read on 2026-12-01): each its own zone, where zones have as many of the endpoints as of the CPUs. Where one has more, it gives
 * some to others, and which ones is an accident of the order in a map.
 */
export function topologyHints(endpoints: readonly Endpoint[], nodes: readonly SizedNode[]): TopologyHints {
  const counted = nodes.filter(({ labels }) => !excluded.some((label) => Object.hasOwn(labels, label)));
  const bare = counted.find((node) => labelledZone(node) === undefined);
  if (bare) return { kind: 'none', why: `node ${bare.name} is in no zone` };
  const [first] = endpoints;
  const isCounted = ({ address, ready }: Endpoint): boolean => ready && isOfFamily(address, first!.address);
  const ready = new Map(endpoints.filter(isCounted).map((each) => [each.address, each]));
  const zones = [...new Set(counted.flatMap((node) => labelledZone(node) ?? []))].sort();
  if (zones.length < 2) return { kind: 'none', why: 'all nodes are in one zone' };
  if (zones.length > ready.size)
    return { kind: 'none', why: `there are ${zones.length} zones, and ready endpoints are ${ready.size}` };
  const zoneOf = new Map(nodes.map((node) => [node.id, labelledZone(node)]));
  const counts = new Map<string, number>();
  for (const { node, name } of ready.values()) {
    const zone = node === undefined ? undefined : zoneOf.get(node);
    if (zone === undefined) return { kind: 'none', why: `${name} is in no zone` };
    counts.set(zone, (counts.get(zone) ?? 0) + 1);
  }
  const shares = sharesOf(counted, zones);
  if ('unsized' in shares)
    return { kind: 'unclear', why: `how many CPUs node ${shares.unsized.name} has is not known` };
  const results = shares.of.map((share) => allocated(share, counts, ready.size));
  const [most] = results;
  const isOne = results.every((each) => each.kind === most!.kind);
  return isOne && most ? most : { kind: 'unclear', why: 'how much of their CPUs nodes keep for themselves decides' };
}

const isOfFamily = (a: string, b: string): boolean => a.includes(':') === b.includes(':');

/** Labels of nodes that do not count (hasExcludedLabels). */
const excluded = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/**
 * The share that each zone has of the CPUs: of all of them, and of those that are left to pods where a machine keeps some
 * (awslabs/amazon-eks-ami, kubelet configuration, kubeReserved: 6% of the first, 1% of the next, 0.5% of two more, 0.25% of the others). Machines of
 * one kind alone need no figure.
 */
function sharesOf(
  nodes: readonly SizedNode[],
  zones: readonly string[],
): { readonly of: readonly ReadonlyMap<string, number>[] } | { readonly unsized: SizedNode } {
  const isOneKind = new Set(nodes.map(({ machine }) => machine)).size === 1 && nodes[0]?.machine !== undefined;
  const sized = nodes.map((node) => ({ node, cpus: isOneKind ? 1 : cpusOf(node.machine ?? '') }));
  const unsized = sized.find(({ cpus }) => cpus === undefined);
  if (unsized) return { unsized: unsized.node };
  const share = (left: (cpus: number) => number): ReadonlyMap<string, number> => {
    const total = sized.reduce((sum, { cpus }) => sum + left(cpus!), 0);
    return new Map(
      zones.map((zone) => {
        const own = sized.filter(({ node }) => labelledZone(node) === zone);
        return [zone, own.reduce((sum, { cpus }) => sum + left(cpus!), 0) / total];
      }),
    );
  };
  const reserved = (cpus: number): number =>
    60 + (cpus > 1 ? 10 : 0) + 5 * Math.min(2, Math.max(0, cpus - 2)) + 2.5 * Math.max(0, cpus - 4);
  return { of: [share((cpus) => cpus), ...(isOneKind ? [] : [share((cpus) => 1000 * cpus - reserved(cpus))])] };
}

/** getAllocations, and whether getGivingAndReceivingZones finds an endpoint to give away. */
function allocated(
  shares: ReadonlyMap<string, number>,
  counts: ReadonlyMap<string, number>,
  endpoints: number,
): TopologyHints {
  const zones = [...shares].map(([zone, ratio]) => {
    const minimum = Math.ceil(ratio * endpoints * (1 / (1 + overload)));
    return { minimum, desired: Math.max(ratio * endpoints, minimum), has: counts.get(zone) ?? 0 };
  });
  if (zones.reduce((sum, { minimum }) => sum + minimum, 0) > endpoints)
    return {
      kind: 'none',
      why: `${endpoints} endpoints cannot be divided so that none gets more than 20% above its share`,
    };
  const give = Math.max(0, ...zones.map(({ has, desired }) => has - desired));
  const receive = Math.max(0, ...zones.map(({ has, desired }) => desired - has));
  if ((give < 1 && receive < 1) || give < 0.5 || receive < 0.5) return { kind: 'hints' };
  return {
    kind: 'unclear',
    why: 'zones do not have as many endpoints as CPUs, and which endpoints are given to other zones is an accident',
  };
}

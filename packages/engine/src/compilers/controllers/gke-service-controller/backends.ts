import type { Target } from '../../../plan/balancer.ts';
import type { PlannedService } from '../../../plan/plan.ts';
import { hasChange, versionOf } from '../../../plan/versions.ts';
import type { Cluster } from '../../../topology/cluster.ts';
import { type Setting, settingOf } from '../../../topology/setting.ts';
import type { View } from '../common/view.ts';

/** `all`: every node, in a target pool or in instance groups; `neg`: those that groups of endpoints GCE_VM_IP have; undefined: the file does not say. */
export type Grouping = 'all' | 'neg' | undefined;

/** The classes that GKE watches. */
export const classes = {
  external: 'networking.gke.io/l4-regional-external',
  internal: 'networking.gke.io/l4-regional-internal',
} as const;

/** Whether it has an address of the network alone: `networking.gke.io/load-balancer-type: "Internal"`, or the class. */
export const isInternal = (settings: readonly Setting[]): boolean =>
  settingOf(settings, 'loadBalancerClass')?.values[0] === classes.internal ||
  settingOf(settings, 'load-balancer-type')?.values[0]?.toLowerCase() === 'internal';

/**
 * How nodes are grouped (GKE documentation, LoadBalancer Service parameters; About LoadBalancer Services, node grouping). Before 1.36 the
 * cluster says by a switch of its own whether internal balancers have subsets.
 */
export function groupingOf(cluster: Cluster, settings: readonly Setting[]): Grouping {
  const version = versionOf(cluster, 'kubernetes');
  const named = settingOf(settings, 'loadBalancerClass')?.values[0];
  if (named === classes.external || named === classes.internal) return 'neg';
  if (isInternal(settings)) return hasChange(version, 'gkeSubsetting') ? 'neg' : undefined;
  if (hasChange(version, 'gkeBackendServices')) return 'neg';
  return settingOf(settings, 'l4-rbs')?.values[0] === 'enabled' && hasChange(version, 'gkeNegServices') ? 'neg' : 'all';
}

/** The most nodes that a subset for the policy Cluster has: of an internal balancer, and of an external one (the same, node grouping). */
const most = { internal: 25, external: 250 } as const;

/** The nodes of a balancer; `undetermined`: why nobody can know them. */
export function backendsOf(
  view: View,
  service: PlannedService,
  { grouping, internal, port }: { readonly grouping: Grouping; readonly internal: boolean; readonly port: number },
): { readonly targets: readonly Target[]; readonly undetermined?: string } {
  const targets = view.instanceTargets(port);
  if (grouping === 'all') return { targets };
  const limit = internal ? most.internal : most.external;
  if (service.externalTrafficPolicy !== 'Local') {
    if (targets.length <= limit) return { targets };
    return {
      targets,
      undetermined: `which ${limit} of the ${targets.length} nodes GKE gives to the balancer of ${service.name} is not known`,
    };
  }
  const serving = new Set(service.endpoints.flatMap(({ ready, node }) => (ready && node !== undefined ? [node] : [])));
  const own = targets.filter(({ id }) => serving.has(id));
  if (grouping === 'neg') return { targets: own };
  // whoever has no endpoint is not healthy either: only where nobody has one it matters who is a backend
  if (own.length > 0) return { targets };
  return {
    targets,
    undetermined: `whether cluster ${view.input.cluster.name} has GKE subsetting the file does not say, and no node has an endpoint of ${service.name}`,
  };
}

import { parseCidr } from '../../base/addr/index.ts';
import { bitsForPods, mostNodes, podsPerNode, usesRoutes } from '../../plan/gke-modes.ts';
import type { Plan, PlannedCluster } from '../../plan/plan.ts';
import type { Cluster } from '../../topology/cluster.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** NK111: the range of pods has no block for a node. NK112: lines that a cluster with routes has no use for. */
export const gkePodRange: Check = {
  codes: ['NK111', 'NK112'],
  doc: 'The range of the pods of a cluster on GKE has a block for each node; what needs VPC-native pods has them.',
  *run({ plan }) {
    for (const cluster of plan.topology.clusters) {
      const planned = plan.clusters.find(({ id }) => id === cluster.id);
      if (cluster.platform !== 'gke' || !planned) continue;
      yield* tooSmall(plan, cluster, planned);
      if (usesRoutes(cluster)) yield* withRoutes(cluster);
    }
  },
};

function* tooSmall({ nodes }: Plan, cluster: Cluster, { podsApart, clusterCidr }: PlannedCluster): Generator<Finding> {
  const range = parseCidr(clusterCidr ?? '')?.cidr;
  const own = nodes.filter((node) => node.cluster === cluster.id);
  // Cilium and Calico take blocks of their own
  const without = own.find(({ podCidr, podBlocks }) => podCidr === undefined && podBlocks === undefined);
  if (!podsApart || !range || !without || typeof range.base !== 'number') return;
  const declared = new Map([...cluster.nodes, ...cluster.nodeGroups].map((each) => [each.id, each.settings]));
  const sizes = own.map(({ id, group }) => podsPerNode(cluster, declared.get(group ?? id)));
  const pods = podsPerNode(cluster, declared.get(without.group ?? without.id));
  const isEven = sizes.every((each) => each === pods);
  const room = isEven ? mostNodes(range.bits, pods) : own.filter(({ podCidr }) => podCidr !== undefined).length;
  const each = isEven ? ` of ${pods} pods each (/${bitsForPods(pods)})` : '';
  yield {
    code: 'NK111',
    severity: 'error',
    about: settingOf(cluster.settings, 'clusterCIDR')?.id ?? cluster.id,
    message: `the pods of cluster ${cluster.name}: ${clusterCidr} has room for at most ${room} nodes${each}, and it has ${own.length}`,
    related: [{ about: without.group ?? without.id, message: `node ${without.name} has no block` }],
  };
}

/** GKE documentation, maximum Pods per node and Dataplane V2: both are for VPC-native clusters. */
function* withRoutes({ name, settings, nodes, nodeGroups }: Cluster): Generator<Finding> {
  const lines = [settings, ...[...nodes, ...nodeGroups].map((each) => each.settings)].flat();
  for (const { id, key, values } of lines)
    if (key === 'max-pods' || (key === 'dataplane' && values[0] === 'v2'))
      yield {
        ...{ code: 'NK112', severity: 'error', about: id, related: [] },
        message: `${key} needs VPC-native pods, and cluster ${name} has routes (useRoutes)`,
      };
}

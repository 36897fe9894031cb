import { exposedService } from '../plan/plan-services.ts';
import type { Cluster, Node, NodeGroup, Pod, Service, Workload } from '../topology/cluster.ts';
import { type ElementId, elementId } from '../topology/id.ts';
import type { Given } from '../topology/question.ts';
import type { Topology } from '../topology/topology.ts';
import { laid } from './overlay-items.ts';

/** Why a `given` cannot be laid on the topology: the walk is undetermined, with this reason. */
export function cannotOverlay(given: Given): string | undefined {
  // a zone is no element: what its block says is about all that stands in it
  return given.of === undefined && given.kind !== 'zone'
    ? `given ${given.kind} ${given.name} is not modelled yet`
    : undefined;
}

/** The topology as it would be with the statements of all `given` blocks. What they add comes behind what is written. */
export const overlay = (topology: Topology, givens: readonly Given[]): Topology => givens.reduce(lay, topology);

function lay(topology: Topology, { says }: Given): Topology {
  const known = new Map(topology.clusters.map((cluster) => [cluster.id, cluster]));
  const over: Cluster[] = [];
  for (const cluster of says.clusters ?? []) {
    const rest = withGenerated(known.get(cluster.id) ?? cluster, withAdded(known.get(cluster.id), cluster));
    known.set(cluster.id, rest.known);
    over.push(rest.over);
  }
  return laid({ ...topology, clusters: [...known.values()] }, { ...says, clusters: over });
}

/** Services that are not there before are marked: the API server gives them what others have left. */
function withAdded(known: Cluster | undefined, over: Cluster): Cluster {
  const there = new Set<string>(known?.services.map(({ id }) => id));
  for (const { id, expose } of known?.workloads ?? []) if (expose.length > 0) there.add(`${id}#service`);
  return {
    ...over,
    services: over.services.map((each) => (there.has(each.id) ? each : { ...each, added: true as const })),
  };
}

/** Lays what is said of generated nodes, pods and Services on what generates them; the rest is still to be laid. */
function withGenerated(known: Cluster, over: Cluster): { readonly known: Cluster; readonly over: Cluster } {
  const nodes = parted(known.nodeGroups, over.nodes, layNode);
  const pods = parted(known.workloads, over.pods, layPod);
  return {
    known: withExposed({ ...known, nodeGroups: nodes.generators, workloads: pods.generators }, over.services),
    over: { ...over, nodes: nodes.others, pods: pods.others },
  };
}

/** The Services that `expose` lines make become written ones, where they are meant. */
function withExposed(cluster: Cluster, meant: readonly Service[]): Cluster {
  const isMeant = ({ id, expose }: Workload): boolean =>
    expose.length > 0 && meant.some((service) => service.id === `${id}#service`);
  const written = cluster.workloads
    .filter(isMeant)
    .map(({ id }) => exposedService(cluster, elementId(`${id}#service`)));
  if (written.length === 0) return cluster;
  return {
    ...cluster,
    workloads: cluster.workloads.map((each) => (isMeant(each) ? { ...each, expose: [] } : each)),
    services: [...cluster.services, ...written.filter((each) => each !== undefined)],
  };
}

const layNode = (group: NodeGroup, node: Node): NodeGroup => {
  const known = group.exceptions?.get(node.id) ?? { ...group, eips: [], enis: [] };
  const { eips, enis, securityGroups, labels, settings } = laid(known, node);
  const exception = { eips, enis, labels, settings, ...(securityGroups ? { securityGroups } : {}) };
  return { ...group, exceptions: new Map([...(group.exceptions ?? []), [node.id, exception]]) };
};

const layPod = (workload: Workload, { name: _, ...pod }: Pod): Workload => {
  const known = workload.exceptions?.get(pod.id) ?? workload;
  return { ...workload, exceptions: new Map([...(workload.exceptions ?? []), [pod.id, laid(known, pod)]]) };
};

interface Parted<G, T> {
  readonly generators: readonly G[];
  /** What none of them generates. */
  readonly others: readonly T[];
}

/** Lays each item on the group or workload that generates it: its id is that of the generator and a number. */
function parted<G extends { readonly id: ElementId }, T extends { readonly id: ElementId }>(
  generators: readonly G[],
  items: readonly T[],
  lay: (generator: G, item: T) => G,
): Parted<G, T> {
  const out = [...generators];
  const others = items.filter((item) => {
    const at = out.findIndex(({ id }) => item.id.startsWith(`${id}-`) && /^\d+$/.test(item.id.slice(id.length + 1)));
    const generator = out[at];
    if (generator) out[at] = lay(generator, item);
    return !generator;
  });
  return { generators: out, others };
}

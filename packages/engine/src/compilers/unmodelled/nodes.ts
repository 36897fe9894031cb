import type { Ip } from '../../base/addr/index.ts';
import { notModelled } from '../../base/not-modelled.ts';
import type { Mark } from '../../network/unmodelled.ts';
import type { PlannedCluster, PlannedNode, PlannedPod } from '../../plan/plan.ts';
import type { Cluster } from '../../topology/cluster.ts';
import type { ElementId } from '../../topology/id.ts';
import { type Setting, settingOf } from '../../topology/setting.ts';
import type { ServiceMarks } from './services.ts';

/** One node as its marks see it. `addresses` are its own. */
interface MarkedNode {
  readonly node: PlannedNode;
  readonly pods: readonly PlannedPod[];
  readonly addresses: readonly Ip[];
}

/** What acts on the nodes of a cluster and is not modelled, by node. */
export function nodeMarks(
  cluster: PlannedCluster,
  source: Cluster,
  services: ServiceMarks,
): (of: MarkedNode) => readonly Mark[] {
  const { unknown } = cluster;
  if (unknown !== undefined) return () => [{ hook: 'all', why: unknown }];
  const settings = new Map(
    source.nodes.filter((each) => each.settings.length > 0).map((each) => [each.id, each.settings]),
  );
  const ports = hostPorts(source);
  return ({ node, pods, addresses }) => {
    const own = new Set<Ip>(addresses);
    return [...ofNode(node, settings.get(node.id) ?? []), ...services(own), ...hostPortMarks(ports, pods, own)];
  };
}

function ofNode(node: PlannedNode, settings: readonly Setting[]): Mark[] {
  const value = (key: string) => settingOf(settings, key)?.values[0];
  const out: Mark[] = [];
  if (value('ready') === 'false') out.push({ hook: 'all', why: notModelled(`node ${node.name} is not ready`) });
  const outside = value('external-ip');
  if (outside !== undefined)
    out.push({
      hook: 'srcnat',
      why: notModelled(`external-ip ${outside} of node ${node.name}`),
      public: true,
    });
  return out;
}

/** The ports of their nodes that pods ask for, by pod or workload. */
function hostPorts(source: Cluster): ReadonlyMap<ElementId, readonly number[]> {
  const out = new Map<ElementId, readonly number[]>();
  for (const { id, settings } of [...source.pods, ...source.workloads]) {
    const ports = settings.length > 0 ? settingOf(settings, 'hostPort')?.values.map(Number) : undefined;
    if (ports?.some(Number.isInteger)) out.set(id, ports.filter(Number.isInteger));
  }
  return out;
}

/** A port of the node that the portmap plugin would give to a pod. */
function hostPortMarks(
  asked: ReadonlyMap<ElementId, readonly number[]>,
  pods: readonly PlannedPod[],
  own: ReadonlySet<Ip>,
): Mark[] {
  if (asked.size === 0) return [];
  return pods.flatMap((pod) => {
    const ports = asked.get(pod.workload ?? pod.id);
    if (!ports) return [];
    const why = notModelled(`hostPort ${ports.join(', ')} of pod ${pod.name}`);
    const numbers = ports.map((port) => ({ from: port, to: port }));
    return [{ hook: 'dstnat' as const, why, to: own, loopback: true as const, ports: numbers }];
  });
}

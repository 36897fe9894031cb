import type { Ip } from '../../base/addr/index.ts';
import { notModelled } from '../../base/not-modelled.ts';
import type { Mark } from '../../network/unmodelled.ts';
import { unclearHostPorts, writtenHostPorts } from '../../plan/host-ports.ts';
import type { PlannedCluster, PlannedNode, PlannedPod } from '../../plan/plan.ts';
import type { Cluster, PodTemplate } from '../../topology/cluster.ts';
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
  const templates = new Map(
    [...source.pods, ...source.workloads]
      .filter((each) => writtenHostPorts(each).length > 0)
      .map((each) => [each.id, each]),
  );
  return ({ node, pods, addresses }) => {
    const own = new Set<Ip>(addresses);
    return [...ofNode(node, settings.get(node.id) ?? []), ...services(own), ...hostPortMarks(templates, pods, own)];
  };
}

function ofNode(node: PlannedNode, settings: readonly Setting[]): Mark[] {
  const value = (key: string) => settingOf(settings, key)?.values[0];
  const out: Mark[] = [];
  if (value('ready') === 'false') out.push({ hook: 'all', why: notModelled(`node ${node.name} is not ready`) });
  return out;
}

/** `hostPort` lines that do not say which of the pod's ports they lead to. */
function hostPortMarks(
  templates: ReadonlyMap<ElementId, Pick<PodTemplate, 'settings'>>,
  pods: readonly PlannedPod[],
  own: ReadonlySet<Ip>,
): Mark[] {
  if (templates.size === 0) return [];
  return pods.flatMap((pod) => {
    const template = templates.get(pod.workload ?? pod.id);
    const ports = template ? unclearHostPorts(template, pod.listens) : [];
    if (ports.length === 0) return [];
    const why = `hostPort ${ports.join(', ')} of pod ${pod.name} does not say to which of its ports it leads: write it at the port`;
    const numbers = ports.map((port) => ({ from: port, to: port }));
    return [{ hook: 'dstnat' as const, why, to: own, loopback: true as const, ports: numbers }];
  });
}

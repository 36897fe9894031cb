import type { Cluster, PodTemplate } from '../topology/cluster.ts';
import { type ElementId, elementId } from '../topology/id.ts';
import type { Labels } from '../topology/setting.ts';
import type { DraftNode } from './draft-node.ts';
import { nodeLocalSourceOf } from './node-local-dns.ts';
import type { PlannedCluster, PlannedPod } from './plan.ts';

const namespace = 'kube-system';
const [key, value] = ['k8s-app', 'node-local-dns'] as const;
const labels: Labels = { [key]: value };

/**
 * Whether a pod is a cache of names to which questions are redirected on its node: a pod with an address of its own and this label
 * (Google's build of Cilium, pkg/redirectpolicy, ConstructNodeLocalDNSLRP).
 */
export const isCachePod = (pod: Pick<PlannedPod, 'namespace' | 'labels' | 'hostNetwork'>): boolean =>
  pod.namespace === namespace && pod.labels[key] === value && !pod.hostNetwork;

/** The Service whose ports are redirected, by its name (the same, dnsSvcName). */
export const isRedirected = (service: { readonly namespace: string; readonly name: string }): boolean =>
  service.namespace === namespace && service.name === 'kube-dns';

/** A pod to be placed on a node. */
export interface CachePod {
  readonly id: ElementId;
  readonly name: string;
  readonly template: PodTemplate;
  readonly namespace: string;
  readonly labels: Labels;
  readonly workload: ElementId;
  readonly node: DraftNode;
}

/**
 * The pods of NodeLocal DNSCache where programs redirect questions to them: one on each node, which its DaemonSet makes, unless the file has such pods. Where Cloud DNS is
 * asked nothing is redirected (the same, pkg/gke/redirectservice: provider cloud-dns).
 */
export function cachePods(cluster: Cluster, planned: PlannedCluster, nodes: readonly DraftNode[]): readonly CachePod[] {
  const source = nodeLocalSourceOf(cluster)?.source;
  const written = [...cluster.pods, ...cluster.workloads];
  if (planned.nodeLocalDns !== 'redirected' || source === undefined) return [];
  if (!cluster.services.some(isRedirected)) return [];
  if (written.some((each) => each.namespace === namespace && each.labels[key] === value)) return [];
  const port = (name: string, protocol: string, number: number) => ({ id: source, name, protocol, port: number });
  const ports = [port('dns', 'udp', 53), port('dns-tcp', 'tcp', 53), port('metrics', 'tcp', 9253)];
  const template: PodTemplate = { labels, ports, containers: [], settings: [] };
  return nodes.map((node, i) => {
    const name = `${value}-${i + 1}`;
    const id = elementId(`${cluster.id}/${namespace}/${name}`);
    return { id, name, template, namespace, labels, workload: source, node };
  });
}

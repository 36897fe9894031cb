import type { DownZone } from '../topology/elements.ts';
import type { ElementId } from '../topology/id.ts';
import type { PlannedBalancer } from './balancer.ts';
import type { Draft } from './draft.ts';
import type { PlannedNode, PlannedPod } from './plan.ts';

/** The zone of that name, where a walk supposes it to be gone. */
const downZone = ({ topology }: Draft, name: string | undefined): DownZone | undefined =>
  name === undefined ? undefined : topology.downZones?.find((each) => each.name === name);

/** Whether an address stands in a zone that is gone: in the named subnet, or the one that has it. */
export function isInDownZone(draft: Draft, address: string, subnet: ElementId | undefined): boolean {
  if (!draft.topology.downZones) return false;
  const book =
    subnet === undefined ? [...draft.subnets.values()].find((each) => each.has(address)) : draft.subnets.get(subnet);
  return downZone(draft, book?.subnet.zone) !== undefined;
}

/** Notes the machines and gateways in subnets of zones that are gone. */
export function noteDownMachines(draft: Draft): void {
  if (!draft.topology.downZones) return;
  for (const { id, subnet } of [...draft.hosts, ...draft.gateways]) {
    const zone = downZone(draft, subnet === undefined ? undefined : draft.subnets.get(subnet)?.subnet.zone);
    if (zone) draft.down.set(id, zone);
  }
}

/**
 * Notes the nodes of zones that are gone, and gives their pods back as the control plane has them by then: not ready (the node
 * controller of Kubernetes, after 40 s without a sign of life), so that no Service and no balancer has them. Nothing is started
 * elsewhere: that takes minutes more, and is another file.
 */
export function noteDownNodes(
  draft: Draft,
  nodes: readonly Pick<PlannedNode, 'id' | 'zone'>[],
  pods: readonly PlannedPod[],
): readonly PlannedPod[] {
  if (!draft.topology.downZones) return pods;
  for (const { id, zone: name } of nodes) {
    const zone = downZone(draft, name);
    if (zone) draft.down.set(id, zone);
  }
  return pods.map((pod) => {
    if (pod.node === undefined || !draft.down.has(pod.node)) return pod;
    const { draining: _, ...rest } = pod;
    return { ...rest, ready: false };
  });
}

/** A balancer whose nodes in zones that are gone stand apart: DNS has taken their addresses out. */
export function withoutDownNodes(draft: Draft, balancer: PlannedBalancer): PlannedBalancer {
  const gone = balancer.nodes.filter(({ id, zone: name }) => {
    const zone = downZone(draft, name);
    if (zone) draft.down.set(id, zone);
    return zone !== undefined;
  });
  return gone.length === 0
    ? balancer
    : { ...balancer, nodes: balancer.nodes.filter((each) => !gone.includes(each)), gone };
}

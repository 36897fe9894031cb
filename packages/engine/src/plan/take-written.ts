import type { Cluster } from '../topology/cluster.ts';
import type { ElementId } from '../topology/id.ts';
import type { Draft } from './draft.ts';
import { bookFor, further4, written4, written6 } from './take-addresses.ts';

/**
 * Takes every address that the author wrote out of its subnet before anything is assigned, so that an assigned address
 * never collides with a written one further down the file.
 */
export function takeWritten(draft: Draft): void {
  const { topology } = draft;
  for (const vpc of topology.vpcs) {
    for (const each of [...vpc.hosts, ...vpc.gateways]) takeAll(draft, vpc.id, each.addresses, each.id);
    for (const { id, placements = [] } of vpc.endpoints)
      for (const { addresses } of placements) takeAll(draft, vpc.id, addresses, id);
  }
  for (const cluster of topology.clusters) takeOfCluster(draft, cluster);
}

function takeOfCluster(draft: Draft, cluster: Cluster): void {
  for (const node of cluster.nodes) {
    takeAll(draft, cluster.vpc, node.addresses, node.id);
    for (const eni of node.enis) takeAll(draft, cluster.vpc, eni.addresses, eni.id);
  }
  for (const group of cluster.nodeGroups)
    for (const { enis } of group.exceptions?.values() ?? [])
      for (const eni of enis) takeAll(draft, cluster.vpc, eni.addresses, eni.id);
  for (const pod of cluster.pods) takeAll(draft, cluster.vpc, pod.addresses, pod.id);
  for (const eni of cluster.controlPlane?.xEnis ?? []) takeAll(draft, cluster.vpc, [eni.address], eni.id);
  for (const balancer of [...cluster.services, ...cluster.ingresses, ...cluster.gateways]) {
    for (const place of balancer.placements) takeAll(draft, cluster.vpc, place.addresses, place.id);
    takeAll(draft, cluster.vpc, balancer.vips, balancer.id);
  }
}

function takeAll(
  draft: Draft,
  vpc: ElementId | undefined,
  addresses: readonly { readonly text: string }[],
  owner: ElementId,
): void {
  for (const address of [written4(addresses), ...further4(addresses), written6(addresses)])
    if (address !== undefined) bookFor(draft, vpc, address)?.take(address, owner);
}

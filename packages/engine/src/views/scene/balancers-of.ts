import { naturalOrder } from '../../base/natural-order.ts';
import type { Plan, PlannedVpc } from '../../plan/plan.ts';
import type { Placement } from '../../topology/cluster.ts';
import type { ElementId } from '../../topology/id.ts';
import type { SceneBalancer, SceneSubnet } from './scene.ts';

/** The load balancers that have an address in a subnet of the VPC: one band per subnet of one row. */
export function balancersOf(plan: Plan, vpc: PlannedVpc, subnets: readonly SceneSubnet[]): readonly SceneBalancer[] {
  const clusters = plan.topology.clusters.filter((cluster) => cluster.vpc === vpc.id);
  return clusters
    .flatMap((cluster) => [
      ...cluster.services
        .filter((service) => service.type === 'LoadBalancer')
        .map((service) => ({ ...service, kind: (service.balancer ?? 'lb').toUpperCase() })),
      ...cluster.ingresses.map((ingress) => ({ ...ingress, kind: (ingress.controller ?? 'ingress').toUpperCase() })),
    ])
    .flatMap(({ id, name, kind, placements }) => sceneBalancer(id, `${kind} ${name}`, placements, subnets))
    .sort((a, b) => naturalOrder(a.label, b.label) || naturalOrder(a.id, b.id));
}

function sceneBalancer(
  id: ElementId,
  label: string,
  placements: readonly Placement[],
  subnets: readonly SceneSubnet[],
): readonly SceneBalancer[] {
  const places = placements.flatMap((placement) => {
    const subnet = subnets.find(({ id }) => id === placement.subnet);
    return subnet ? [{ subnet, address: placement.addresses[0]?.text ?? '' }] : [];
  });
  const row = places[0]?.subnet.row;
  if (row === undefined) return [];
  const ports = places.filter((place) => place.subnet.row === row).map((place) => [place.subnet.zone, place.address]);
  return [{ id, label, row, ports: Object.fromEntries(ports) as Record<string, string> }];
}

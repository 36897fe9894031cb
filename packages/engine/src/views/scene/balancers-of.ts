import { naturalOrder } from '../../base/natural-order.ts';
import { titleOf } from '../../compilers/balancers/index.ts';
import type { BalancerNode, PlannedBalancer } from '../../plan/balancer.ts';
import type { Plan, PlannedVpc } from '../../plan/plan.ts';
import { elementId } from '../../topology/id.ts';
import type { SceneBalancer, SceneHost, SceneSubnet } from './scene.ts';

/** A balancer before it is known in which rows of the VPC it stands. */
interface Placed extends Pick<SceneBalancer, 'id' | 'label' | 'listens' | 'ends'> {
  readonly nodes: readonly Pick<BalancerNode, 'id' | 'subnet' | 'address'>[];
}

/**
 * The load balancers of a VPC as their controllers make them: a node per zone, in a band per row of subnets. What no
 * controller makes stands where the author placed it.
 */
export function balancersOf(plan: Plan, vpc: PlannedVpc, subnets: readonly SceneSubnet[]): readonly SceneBalancer[] {
  const planned = plan.balancers.filter(({ nodes }) => nodes.length > 0);
  const known = new Set(planned.flatMap(({ members }) => members));
  const written = writtenIn(plan, vpc).filter(({ id }) => !known.has(id));
  return [...planned.map(placedBy), ...written]
    .flatMap((each) => bandsOf(each, subnets))
    .sort((a, b) => naturalOrder(a.label, b.label) || naturalOrder(a.id, b.id) || naturalOrder(a.row, b.row));
}

/** Balancers that stand in no subnet, at the edge of their provider: each with the address that people dial. */
export function balancersOutside(plan: Plan): readonly SceneHost[] {
  const subnets = new Set<string>(plan.subnets.map(({ id }) => id));
  return plan.balancers.flatMap(({ id: element, kind, name, nodes }) =>
    nodes
      .filter(({ subnet }) => !subnets.has(subnet))
      .map(({ id, address, passed, public: dialled }) => ({
        ...{ id, element, label: titleOf({ kind, name }), kind: 'balancer' as const },
        sub: dialled?.address ?? passed ?? address,
      })),
  );
}

const placedBy = ({ id, kind, name, listeners, nodes }: PlannedBalancer): Placed => ({
  id,
  label: titleOf({ kind, name }),
  listens: listeners.map(({ protocol, port }) => `${protocol} :${port}`).join(', '),
  // network load balancers pass packets on, all others end the connections that they take
  ends: kind !== 'nlb' && kind !== 'passthrough',
  nodes,
});

function writtenIn({ topology }: Plan, vpc: PlannedVpc): readonly Placed[] {
  const { clusters } = topology;
  return clusters
    .filter((cluster) => cluster.vpc === vpc.id)
    .flatMap((cluster) => [
      ...cluster.services
        .filter((service) => service.type === 'LoadBalancer')
        .map((service) => ({ ...service, kind: (service.balancer ?? 'lb').toUpperCase() })),
      ...cluster.ingresses.map((ingress) => ({ ...ingress, kind: (ingress.controller ?? 'ingress').toUpperCase() })),
    ])
    .map(({ id, name, kind, placements }) => ({
      ...{ id, label: `${kind} ${name}`, listens: '', ends: false },
      nodes: placements.flatMap(({ subnet, addresses }) =>
        subnet === undefined ? [] : [{ id: elementId(`${id}@${subnet}`), subnet, address: addresses[0]?.text ?? '' }],
      ),
    }));
}

/** Its nodes in the subnets of a VPC, those of one row together. */
function bandsOf({ nodes, ...common }: Placed, subnets: readonly SceneSubnet[]): readonly SceneBalancer[] {
  const rows = new Map<string, [string, SceneBalancer['ports'][string]][]>();
  for (const { id, subnet: at, address } of nodes) {
    const subnet = subnets.find((each) => each.id === at);
    if (subnet) rows.set(subnet.row, [...(rows.get(subnet.row) ?? []), [subnet.zone, { id, address }]]);
  }
  return [...rows].map(([row, ports]) => ({ ...common, row, ports: Object.fromEntries(ports) }));
}

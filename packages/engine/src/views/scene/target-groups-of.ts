import { naturalOrder } from '../../base/natural-order.ts';
import { titleOf } from '../../compilers/balancers/index.ts';
import { poolId } from '../../compilers/balancers/pools.ts';
import type { PlannedBalancer, TargetGroup } from '../../plan/balancer.ts';
import type { Plan, PlannedVpc } from '../../plan/plan.ts';
import type { SceneTargetGroup } from './scene.ts';

interface Group {
  readonly balancer: PlannedBalancer;
  readonly group: TargetGroup;
}

/**
 * The target groups of the VPC's balancers that check their targets, one shelf per set of targets; groups without a target
 * come last. The upstreams of a balancer in pods are its Service's endpoints, and stand on that shelf.
 */
export function targetGroupsOf(plan: Plan, vpc: PlannedVpc): readonly SceneTargetGroup[] {
  const shelves = new Map<string, Group[]>();
  for (const balancer of plan.balancers) {
    if (balancer.vpc !== vpc.id || balancer.nodes.length === 0) continue;
    for (const group of balancer.groups) {
      const own = { balancer, group };
      const shelf = shelves.get(keyOf(own));
      if (shelf) shelf.push(own);
      else shelves.set(keyOf(own), [own]);
    }
  }
  return [...shelves.values()]
    .map((groups) => sceneGroup(groups.toSorted(before)))
    .sort(
      (a, b) =>
        Number(a.targets.length === 0) - Number(b.targets.length === 0) ||
        naturalOrder(a.label, b.label) ||
        naturalOrder(a.id, b.id),
    );
}

const idOf = ({ balancer, group }: Group): string => poolId(balancer, group.id);

/** Groups without a target are told apart: each has its own reason. So are those that their systems call another thing. */
const keyOf = (own: Group): string =>
  own.group.targets.length === 0
    ? idOf(own)
    : [own.group.called ?? '', ...own.group.targets.map(({ id }) => id).sort(naturalOrder)].join('\n');

const before = (a: Group, b: Group): number => naturalOrder(labelOf(a), labelOf(b)) || naturalOrder(idOf(a), idOf(b));

const labelOf = ({ group }: Group): string => group.name;

const ofOf = ({ balancer }: Group): string => titleOf(balancer);

function sceneGroup([first, ...others]: readonly Group[]): SceneTargetGroup {
  const { group } = first!;
  return {
    id: idOf(first!),
    label: labelOf(first!),
    of: ofOf(first!),
    sub: `${group.protocol} · ${group.called ?? group.type}`,
    element: group.source,
    others: others.map((other) => ({ id: idOf(other), label: labelOf(other), of: ofOf(other) })),
    targets: group.targets
      .map(({ id, name, port }) => ({ id, label: name, port }))
      .sort((a, b) => naturalOrder(a.label, b.label) || naturalOrder(a.id, b.id)),
  };
}

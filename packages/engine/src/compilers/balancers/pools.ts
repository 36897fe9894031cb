import { parseIp } from '../../base/addr/index.ts';
import type { Check, Pool, PoolTarget } from '../../network/balance.ts';
import type { HealthCheck, PlannedBalancer, Target, TargetGroup } from '../../plan/balancer.ts';
import type { Plan } from '../../plan/plan.ts';
import { itemOf } from '../../plan/plan-index.ts';
import type { AlikePods } from './alike.ts';

/** The id of a target group in the network: groups are named within their balancer. */
export const poolId = (balancer: Pick<PlannedBalancer, 'id'>, group: string): string => `${balancer.id} ${group}`;

interface Made {
  readonly pods: Plan['pods'];
  readonly alike: AlikePods;
  readonly pools: readonly Pool[];
}

const known = new WeakMap<PlannedBalancer, Made>();

/** The target groups of a balancer as a walk reads them. Made once for all networks with the same pods. */
export function poolsOf(plan: Plan, balancer: PlannedBalancer, failsOpen: boolean, alike: AlikePods): readonly Pool[] {
  const earlier = known.get(balancer);
  if (earlier?.pods === plan.pods && earlier.alike === alike) return earlier.pools;
  const pools = balancer.groups.map((group) => poolOf(plan, balancer, group, { failsOpen, alike }));
  known.set(balancer, { pods: plan.pods, alike, pools });
  return pools;
}

function poolOf(
  plan: Plan,
  balancer: PlannedBalancer,
  group: TargetGroup,
  { failsOpen, alike }: { readonly failsOpen: boolean; readonly alike: AlikePods },
): Pool {
  const { name, algorithm, source, health } = group;
  return {
    id: poolId(balancer, group.id),
    ...{ name, algorithm, source, failsOpen },
    targets: group.targets.flatMap((target) => targetOf(plan, group, target, alike)),
    // without an interval nobody asks
    ...(health.interval === 0 ? {} : { check: checkOf(health) }),
    ...(group.sticky === undefined ? {} : { sticky: group.sticky }),
    ...(group.slowStart === undefined ? {} : { slowStart: group.slowStart }),
    ownZone: !(group.crossZone ?? balancer.crossZone),
    ...(group.protocol === 'HTTPS' ? { tls: true as const } : {}),
  };
}

function targetOf(plan: Plan, group: TargetGroup, target: Target, alike: AlikePods): readonly PoolTarget[] {
  const address = parseIp(target.address);
  if (address === undefined) return [];
  const { id, name, port, zone, draining } = target;
  // an instance passes packets on to pods: whoever gets them is meant
  const pod = group.type === 'ip' ? itemOf(plan.pods, id) : undefined;
  const kind = pod && alike.of(pod, address);
  return [
    {
      ...{ name, address, port, weight: 1, source: group.source },
      ...(pod && !pod.hostNetwork ? { meant: pod.id } : {}),
      ...(group.type === 'alb' ? { meant: id } : {}),
      ...(zone === undefined ? {} : { zone }),
      ...(draining ? { draining } : {}),
      ...(kind === undefined ? {} : { alike: kind }),
    },
  ];
}

function checkOf({ port, ...rest }: HealthCheck): Check {
  return { ...rest, ...(port === 'traffic-port' ? {} : { port }) };
}

import { type Ip, parseIp } from '../../base/addr/index.ts';
import type { Check, Pool, PoolTarget } from '../../network/balance.ts';
import type { BalancerNode, HealthCheck, PlannedBalancer, Target, TargetGroup } from '../../plan/balancer.ts';
import type { Plan } from '../../plan/plan.ts';
import { itemOf } from '../../plan/plan-index.ts';
import type { AlikePods } from './alike.ts';
import type { BalancerKind } from './balancer.ts';
import { markOf } from './target-marks.ts';

/** The id of a target group in the network: groups are named within their balancer. */
export const poolId = (balancer: Pick<PlannedBalancer, 'id'>, group: string): string => `${balancer.id} ${group}`;

/** The machines that check the targets of a balancer in the place of one of its nodes. */
export const askersOf = (node: Pick<BalancerNode, 'id'>): string => `${node.id}#checks`;

/** `inside`: its checks come from machines of the cluster. */
type Kind = Pick<BalancerKind, 'failsOpen' | 'agent' | 'askers' | 'pools'> & { readonly inside?: true };

interface Made {
  readonly pods: Plan['pods'];
  readonly agent: string;
  readonly alike: AlikePods;
  readonly pools: readonly Pool[];
}

const known = new WeakMap<PlannedBalancer, Made>();

/** The target groups of a balancer as a walk reads them. Made once for all networks with the same pods. */
export function poolsOf(plan: Plan, balancer: PlannedBalancer, kind: Kind, alike: AlikePods): readonly Pool[] {
  const { pods } = plan;
  const { agent } = kind;
  const earlier = known.get(balancer);
  if (earlier?.pods === pods && earlier.alike === alike && earlier.agent === agent) return earlier.pools;
  const pools = balancer.groups.map((group) => poolOf(plan, balancer, group, { kind, alike }));
  known.set(balancer, { pods, agent, alike, pools });
  return pools;
}

function poolOf(
  plan: Plan,
  balancer: PlannedBalancer,
  group: TargetGroup,
  { kind, alike }: { readonly kind: Kind; readonly alike: AlikePods },
): Pool {
  const { name, algorithm, source, health } = group;
  const [node] = balancer.nodes;
  const passed = node?.passed === undefined ? undefined : parseIp(node.passed);
  return {
    id: poolId(balancer, group.id),
    ...{ name, algorithm, source, failsOpen: kind.failsOpen },
    ...(kind.pools === undefined ? {} : { called: kind.pools }),
    targets: group.targets.flatMap((target) =>
      targetOf(plan, balancer, group, target, { alike, apart: !kind.inside, marked: passed !== undefined }),
    ),
    // without an interval nobody asks
    ...(health.interval === 0
      ? {}
      : { check: checkOf(health, kind.agent, passed, kind.askers && node ? askersOf(node) : undefined) }),
    ...(group.sticky === undefined ? {} : { sticky: group.sticky }),
    ...(group.answerSeconds === undefined ? {} : { answerSeconds: group.answerSeconds }),
    ...(group.slowStart === undefined ? {} : { slowStart: group.slowStart }),
    ownZone: !(group.crossZone ?? balancer.crossZone),
    ...(group.protocol === 'HTTPS' ? { tls: true as const } : {}),
  };
}

function targetOf(
  plan: Plan,
  balancer: PlannedBalancer,
  group: TargetGroup,
  target: Target,
  { alike, apart, marked }: { readonly alike: AlikePods; readonly apart: boolean; readonly marked: boolean },
): readonly PoolTarget[] {
  const address = parseIp(target.address);
  if (address === undefined) return [];
  const { id, name, port, zone, everyZone, draining } = target;
  // an instance passes packets on to pods: whoever gets them is meant
  const pod = group.type === 'ip' ? itemOf(plan.pods, id) : undefined;
  const kind = pod && alike.of(pod, address, apart);
  return [
    {
      ...{ name, address, port, weight: 1, source: group.source },
      ...(pod && !pod.hostNetwork ? { meant: pod.id } : {}),
      ...(group.type === 'alb' ? { meant: id } : {}),
      ...(zone === undefined ? {} : { zone }),
      ...(everyZone ? { everyZone } : {}),
      ...(draining ? { draining } : {}),
      ...(marked ? { mark: markOf(balancer, target.address) } : {}),
      ...(kind === undefined ? {} : { alike: kind }),
    },
  ];
}

/** `passed`: the address that packets to targets have. */
function checkOf(
  { port, ...rest }: HealthCheck,
  agent: string,
  passed: Ip | undefined,
  from: string | undefined,
): Check {
  return {
    ...{ ...rest, agent },
    ...(port === 'traffic-port' ? {} : { port }),
    ...(passed === undefined ? {} : { address: passed }),
    ...(from === undefined ? {} : { from }),
  };
}

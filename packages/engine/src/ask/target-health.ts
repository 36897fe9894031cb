import { parseIp } from '../base/addr/index.ts';
import { titleOf } from '../compilers/balancers/index.ts';
import { poolId } from '../compilers/balancers/pools.ts';
import type { PoolTarget } from '../network/balance.ts';
import { showEnd } from '../network/header.ts';
import type { Network } from '../network/network.ts';
import type { PlannedBalancer, TargetGroup } from '../plan/balancer.ts';
import type { Plan } from '../plan/plan.ts';
import type { ElementId } from '../topology/id.ts';
import { healthBookOf } from '../walk/converse.ts';
import { whatIsAsked } from '../walk/health.ts';
import type { Health } from '../walk/pick.ts';

/** What a node of a balancer found when it checked a target. */
export interface TargetCheck {
  /** The node's device. */
  readonly node: ElementId;
  /** `az1`, or the name of its subnet. */
  readonly zone: string;
  readonly state: Health['state'];
  /** `HTTP GET 10.0.1.5:8080/healthz`. */
  readonly asked: string;
  /** Why it is not healthy: `timeout (SG-IN)`. */
  readonly why?: string;
}

/** A target of a target group, as the nodes of its balancer see it. */
export interface TargetHealth {
  /** The group's in the network. */
  readonly group: string;
  /** The load balancer whose it is, and the line that the group comes from. */
  readonly balancer: ElementId;
  readonly source: ElementId;
  /** The group's name, and whose it is in words: `ALB portal`. */
  readonly name: string;
  readonly of: string;
  readonly target: ElementId;
  readonly label: string;
  /** Where it is asked for in the network: `10.0.1.5:8080`. */
  readonly at: string;
  /** `some`: not the same from every node; `unchecked`: nobody asks, or more are asked than anybody waits for. */
  readonly state: Health['state'] | 'draining' | 'some' | 'unchecked';
  /** One for each node of the balancer that may send to it. */
  readonly checks: readonly TargetCheck[];
}

/** How a target is named in a question about its health. */
export const keyOf = ({ address, port }: Pick<PoolTarget, 'address' | 'port'>): string => showEnd(address, port, 'tcp');

/** More checks than an answer waits for. */
const mostChecks = 256;

/**
 * The health of every target of the balancers that check theirs, each check a walk from a node of the balancer (kept with
 * the network). Targets behind the limit of checks are `unchecked`.
 */
export function targetHealthIn(plan: Plan, network: Network): readonly TargetHealth[] {
  const left = { checks: mostChecks };
  return plan.balancers
    .filter(({ nodes }) => nodes.length > 0)
    .flatMap((balancer) => balancer.groups.flatMap((group) => healthIn(plan, network, balancer, group, left)));
}

function healthIn(
  plan: Plan,
  network: Network,
  balancer: PlannedBalancer,
  group: TargetGroup,
  left: { checks: number },
): readonly TargetHealth[] {
  const id = poolId(balancer, group.id);
  const pool = network.pools.get(id);
  const check = pool?.check;
  const book = healthBookOf(network);
  const asked = new Set<string>();
  const registered = new Map(pool?.targets.map((each) => [keyOf(each), each]));
  const of = {
    ...{ group: id, balancer: balancer.id, source: group.source, name: group.name },
    of: titleOf(balancer),
  };
  return group.targets.flatMap(({ id: target, name: label, address, port, draining }): TargetHealth[] => {
    const ip = parseIp(address);
    if (ip === undefined) return [];
    const at = keyOf({ address: ip, port });
    const common = { ...of, target, label, at };
    if (draining) return [{ ...common, state: 'draining', checks: [] }];
    const known = registered.get(at);
    if (!check || !known) return [{ ...common, state: 'unchecked', checks: [] }];
    const checks: TargetCheck[] = [];
    for (const node of balancer.nodes) {
      const device = network.devices.get(node.id);
      if (!device || (pool.ownZone && known.zone !== device.zone)) continue;
      const key = `${node.id} ${known.alike ?? at}:${port}`;
      if (!asked.has(key)) left.checks -= 1;
      asked.add(key);
      if (left.checks < 0) return [{ ...common, state: 'unchecked', checks: [] }];
      const found = book.of(device, { ...pool, check }, known);
      const zone = node.zone ?? plan.subnets.find((each) => each.id === node.subnet)?.name ?? '';
      checks.push({ node: node.id, zone, asked: whatIsAsked(check, known), ...found });
    }
    const states = new Set(checks.map(({ state }) => state));
    const [first] = states;
    return [{ ...common, state: first === undefined ? 'unchecked' : states.size > 1 ? 'some' : first, checks }];
  });
}

import type { Work } from '../../base/work.ts';
import type { Network } from '../../network/network.ts';
import type { PlannedBalancer, TargetGroup } from '../../plan/balancer.ts';
import type { Plan } from '../../plan/plan.ts';
import { healthsIn } from '../../walk/health-of.ts';
import type { Finding } from '../finding.ts';

/** More checks than a keystroke may wait for: the groups behind are looked at when a walk meets them. */
const mostChecks = 256;

const unknownShare = { branches: 0, share: 0 };

/** What was found in a network, which is the same until an element changes. */
const known = new WeakMap<Network, readonly Finding[]>();

/** NK077: targets whose health checks, walked from a node of their balancer, fail: they get nothing, or only errors. */
export function* unhealthyTargets(plan: Plan, network: () => Network): Work<readonly Finding[]> {
  if (plan.balancers.length === 0) return [];
  const own = network();
  const earlier = known.get(own);
  if (earlier) return earlier;
  const out: Finding[] = [];
  const left = { checks: mostChecks };
  for (const balancer of plan.balancers)
    for (const group of balancer.groups) {
      out.push(...unhealthyIn(own, balancer, group, left));
      yield unknownShare;
    }
  known.set(own, out);
  return out;
}

function unhealthyIn(
  network: Network,
  balancer: PlannedBalancer,
  group: TargetGroup,
  left: { checks: number },
): readonly Finding[] {
  let [bad, all] = [0, 0];
  let first: string | undefined;
  for (const node of balancer.nodes) {
    for (const { target, health, alike } of healthsIn(network, node.id, `${balancer.id} ${group.id}`)) {
      left.checks -= 1;
      if (left.checks < 0) return [];
      all += 1 + alike;
      if (health.state !== 'unhealthy') continue;
      bad += 1 + alike;
      const at = node.zone === undefined ? '' : ` from ${node.zone}`;
      first ??= `the check of ${target.name}${at}, ${health.asked}: ${health.why}`;
    }
    // with cross-zone every node sees the same targets: one that fails is told once
    if (first !== undefined) break;
  }
  if (first === undefined) return [];
  const which =
    bad === all ? `no target of ${group.name} is healthy` : `${bad} of ${all} targets of ${group.name} are not healthy`;
  return [
    {
      ...{ code: 'NK077', severity: 'warning', about: group.source, related: [] },
      message: `${which}: ${first}`,
    },
  ];
}

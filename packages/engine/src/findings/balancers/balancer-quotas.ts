import type { PlannedBalancer } from '../../plan/balancer.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';
import { whatOf } from './written-of.ts';

/** Default quotas (Elastic Load Balancing user guides, Quotas): they can be raised, but for targets of a group of an NLB. */
const most = { targetsOfGroup: 1000, targetsOfZone: 500, rules: 100 };

/** NK081: more targets or rules than Elastic Load Balancing takes. */
export const balancerQuotas: Check = {
  codes: ['NK081'],
  doc: 'A load balancer has more targets or rules than its quota.',
  *run({ plan }) {
    for (const balancer of plan.balancers) {
      if (balancer.kind !== 'alb' && balancer.kind !== 'nlb') continue;
      for (const { name, targets, source } of balancer.groups)
        if (targets.length > most.targetsOfGroup)
          yield over(source, `target group ${name} has ${targets.length} targets; the quota is ${most.targetsOfGroup}`);
      if (balancer.kind === 'nlb') yield* zones(plan, balancer);
      const rules = balancer.listeners.reduce((sum, listener) => sum + listener.rules.length, 0);
      if (balancer.kind === 'alb' && rules > most.rules)
        yield over(
          balancer.id,
          `${whatOf(plan, balancer)} makes ${rules} rules of one balancer; the quota is ${most.rules}`,
        );
    }
  },
};

function* zones(plan: Plan, { id, nodes, groups, ...balancer }: PlannedBalancer): Generator<Finding> {
  const counts = new Map<string, number>();
  for (const { targets } of groups)
    for (const { zone } of targets) if (zone !== undefined) counts.set(zone, (counts.get(zone) ?? 0) + 1);
  for (const { zone } of nodes) {
    const count = zone === undefined ? 0 : (counts.get(zone) ?? 0);
    if (count > most.targetsOfZone)
      yield over(
        id,
        `${whatOf(plan, { id, nodes, groups, ...balancer })} has ${count} targets in ${zone}; the quota of a network load balancer is ${most.targetsOfZone} for each zone`,
      );
  }
}

const over = (about: Finding['about'], message: string): Finding => ({
  ...{ code: 'NK081', severity: 'warning', about, message, related: [] },
});

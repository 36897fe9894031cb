import type { PlannedBalancer, Target } from '../../plan/balancer.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';
import { whatOf } from './written-of.ts';

/** NK075: targets in zones in which the balancer does not stand. NK076: a zone of a balancer without cross-zone has no target. */
export const balancerZones: Check = {
  codes: ['NK075', 'NK076'],
  doc: 'The zones of a load balancer are not those of its targets.',
  *run({ plan }) {
    for (const balancer of plan.balancers) {
      if (balancer.nodes.length === 0 || balancer.nodes.some(({ zone }) => zone === undefined)) continue;
      yield* strangers(plan, balancer);
      if (balancer.kind === 'nlb' && !balancer.crossZone) yield* empty(plan, balancer);
    }
  },
};

const listed = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');

const placeOf = (plan: Plan, { id }: Target): ElementId => {
  const pod = plan.pods.find((each) => each.id === id);
  if (pod) return pod.workload ?? pod.id;
  return plan.nodes.find((each) => each.id === id)?.group ?? id;
};

function* strangers(plan: Plan, balancer: PlannedBalancer): Generator<Finding> {
  const zones = new Set(balancer.nodes.map(({ zone }) => zone));
  const outside = new Map<string, Target>();
  for (const { targets } of balancer.groups)
    for (const target of targets)
      if (target.zone !== undefined && !zones.has(target.zone)) outside.set(target.id, target);
  if (outside.size === 0) return;
  const all = [...outside.values()];
  const where = [...new Set(all.map(({ zone }) => zone!))].sort();
  yield {
    code: 'NK075',
    severity: 'warning',
    about: balancer.fronts ?? balancer.id,
    message: `${whatOf(plan, balancer)} has no subnet in ${listed(where)}: its targets ${listed(all.map(({ name }) => name))} there get nothing`,
    related: all
      .slice(0, 4)
      .map((target) => ({ about: placeOf(plan, target), message: `${target.name} in ${target.zone}` })),
  };
}

function* empty(plan: Plan, balancer: PlannedBalancer): Generator<Finding> {
  const on = 'load_balancing.cross_zone.enabled';
  const crossZone = balancer.fronts === undefined ? `${on} true` : `frontend-nlb-attributes "${on}=true"`;
  for (const { id, zone, subnet } of balancer.nodes) {
    const lacking = balancer.groups.filter(
      ({ targets }) => targets.length > 0 && !targets.some((each) => each.everyZone || each.zone === zone),
    );
    if (lacking.length === 0) continue;
    yield {
      code: 'NK076',
      severity: 'warning',
      about: id,
      message: `${whatOf(plan, balancer)} sends to targets of the same zone only, and ${lacking[0]!.name} has none in ${zone}: its address there leaves DNS, and clients that remember it time out`,
      related: [{ about: subnet, message: `in ${zone}` }],
      fixes: [
        {
          title: `Send to targets of all zones: ${crossZone}`,
          edits: [{ about: balancer.fronts ?? balancer.id, text: crossZone, inside: true }],
        },
      ],
    };
    return;
  }
}

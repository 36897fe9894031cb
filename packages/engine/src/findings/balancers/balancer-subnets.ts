import { parseCidr } from '../../base/addr/index.ts';
import type { PlannedBalancer } from '../../plan/balancer.ts';
import type { Plan, PlannedSubnet } from '../../plan/plan.ts';
import type { Check } from '../check.ts';
import type { Finding, Fix } from '../finding.ts';
import { whatOf } from './written-of.ts';

/** Elastic Load Balancing user guide, Subnets for your load balancer: at least a /27 with eight free addresses. */
const smallest = 27;
const freeNeeded = 8;

/** Kinds of Elastic Load Balancing. */
const ofElastic: ReadonlySet<string> = new Set(['alb', 'nlb', 'clb']);

/** NK071: a subnet is too small or too full for a balancer. NK072: an internet-facing balancer stands in a subnet that has no way to the Internet. */
export const balancerSubnets: Check = {
  codes: ['NK071', 'NK072'],
  doc: 'A load balancer stands in a subnet that is too small, or has no route to an internet gateway.',
  *run({ plan }) {
    if (plan.balancers.length === 0) return;
    const subnets = new Map(plan.subnets.map((each) => [each.id, each]));
    for (const problem of plan.problems) {
      const { code, about, message, related } = problem;
      if (code === 'NK071') yield { code, severity: 'warning', about, message, related };
    }
    for (const balancer of plan.balancers) {
      if (!ofElastic.has(balancer.kind)) continue;
      for (const { id, subnet: at } of balancer.nodes) {
        const subnet = subnets.get(at);
        if (!subnet) continue;
        const own = plan.balancers.filter(({ nodes }) => nodes.some((each) => each.subnet === at)).length;
        yield* tooSmall(plan, balancer, subnet, own, id);
        if (balancer.scheme === 'internet-facing' && subnet.reach !== 'public')
          yield {
            code: 'NK072',
            severity: 'error',
            about: id,
            message: `${whatOf(plan, balancer)} is internet-facing, and ${subnet.name} has no route to an internet gateway: clients whose name leads there time out`,
            related: [{ about: subnet.id, message: `subnet ${subnet.name}, table ${subnet.routeTableName}` }],
            fixes: routeOut(plan, subnet),
          };
      }
    }
  },
};

function* tooSmall(
  plan: Plan,
  balancer: PlannedBalancer,
  { id, name, cidr, free }: PlannedSubnet,
  own: number,
  about: Finding['about'],
): Generator<Finding> {
  const bits = parseCidr(cidr ?? '')?.cidr.bits ?? 0;
  const small = bits > smallest;
  if (!small && free + own >= freeNeeded) return;
  const why = small
    ? `is a /${bits}, and a balancer needs a /${smallest} at least`
    : `has ${free + own} free addresses, and a balancer needs ${freeNeeded}`;
  yield {
    code: 'NK071',
    severity: 'warning',
    about,
    message: `${whatOf(plan, balancer)}: ${name} ${why}`,
    related: [{ about: id, message: `subnet ${name}` }],
  };
}

/** A route of its own, where it has none and names no table. */
function routeOut({ topology }: Plan, { id, vpc }: PlannedSubnet): readonly Fix[] {
  const of = topology.vpcs.find((each) => each.id === vpc);
  const subnet = of?.subnets.find((each) => each.id === id);
  const gateway = of?.gateways.find(({ kind }) => kind === 'internet-gateway');
  if (!subnet || !gateway || subnet.routeTable || subnet.routes.some(({ destination }) => destination === '0.0.0.0/0'))
    return [];
  const text = `route 0.0.0.0/0 -> ${gateway.name}`;
  return [{ title: `Add ${text} to ${subnet.name}`, edits: [{ about: id, text, inside: true }] }];
}

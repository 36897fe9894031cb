import type { PlannedBalancer } from '../../plan/balancer.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Operand } from '../../topology/operand.ts';
import type { Walk } from '../../topology/question.ts';
import type { Check } from '../check.ts';
import { whatOf } from './written-of.ts';

/** NK078: a target calls its own balancer, which keeps the client's address: the answer never passes the balancer (NLB user guide, Troubleshoot). */
export const hairpins: Check = {
  codes: ['NK078'],
  doc: 'A target of a network load balancer that keeps client addresses calls that balancer.',
  walks: true,
  *run({ plan }) {
    for (const balancer of plan.balancers) {
      if (balancer.kind !== 'nlb') continue;
      for (const walk of plan.topology.walks) {
        if (walk.givens.length > 0 || !leadsTo(balancer, walk.to)) continue;
        const clients = clientsOf(plan, walk);
        const group = balancer.groups.find(
          ({ preserveClientIp, targets }) => preserveClientIp && targets.some(({ id }) => clients.has(id)),
        );
        const target = group?.targets.find(({ id }) => clients.has(id));
        if (!group || !target) continue;
        yield {
          code: 'NK078',
          severity: 'warning',
          about: walk.id,
          message: `${target.name} calls ${whatOf(plan, balancer)}, of which it is a target: with the client's address kept it is sent its own packet back, and drops it`,
          related: [{ about: balancer.id, message: whatOf(plan, balancer) }],
        };
      }
    }
  },
};

function leadsTo({ id, nodes }: PlannedBalancer, to: Operand): boolean {
  if (to.kind === 'builtin') return to.word === 'load-balancer' && to.of === id;
  return (
    to.kind === 'address' &&
    nodes.some((node) => [node.address, node.dialled, node.public?.address].includes(to.address))
  );
}

/** The pods of a walk's first end, and the nodes that they are on: as targets these have the address of neither. */
function clientsOf({ pods }: Plan, { from }: Walk): ReadonlySet<ElementId> {
  if (from.kind !== 'element') return new Set();
  const own = pods.filter(({ id, workload }) => id === from.of || workload === from.of).map(({ id }) => id);
  return new Set([from.of, ...own]);
}

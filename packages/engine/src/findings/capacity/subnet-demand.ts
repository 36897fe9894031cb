import { capacityOf } from '../../plan/capacity/capacity-of.ts';
import type { Check } from '../check.ts';

/** NK037: the warm pools of its nodes need more addresses than a subnet has, though the pods that are there have theirs. */
export const subnetDemand: Check = {
  codes: ['NK037'],
  doc: 'A subnet has too few addresses for the spare ones that its nodes hold.',
  *run({ plan }) {
    for (const { id, name, cidr, usable, used, demand, nodes, exhaustedAtNode } of capacityOf(plan).subnets) {
      if (demand <= usable || exhaustedAtNode === undefined || used >= usable) continue;
      yield {
        code: 'NK037',
        severity: 'warning',
        about: id,
        message: `subnet ${name} ${cidr ?? ''} has ${usable} usable addresses, and ${nodes === 1 ? 'its node holds' : `its ${nodes} nodes hold`} ${demand} with ${nodes === 1 ? 'its warm pool' : 'their warm pools'}: it is exhausted at node ${exhaustedAtNode}; set WARM_IP_TARGET and MINIMUM_IP_TARGET`,
        related: plan.nodes
          .filter((node) => node.podSubnet === id)
          .slice(0, 3)
          .map((node) => ({ about: node.group ?? node.id, message: `node ${node.name}` })),
      };
    }
  },
};

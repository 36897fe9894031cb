import type { Check } from '../check.ts';
import { tablesOf } from './tables-of.ts';

/** NK024: a route whose target is gone drops what it matches. */
export const deadRoutes: Check = {
  codes: ['NK024'],
  doc: 'A route leads to a blackhole.',
  *run({ plan }) {
    for (const vpc of plan.topology.vpcs) {
      for (const table of tablesOf(vpc)) {
        if (table.subnets.length === 0) continue;
        for (const route of table.routes) {
          if (route.target.kind !== 'blackhole') continue;
          const from = table.subnets.map((subnet) => subnet.name).join(', ');
          yield {
            code: 'NK024',
            severity: 'warning',
            about: route.id,
            message: `route ${route.destination} of ${table.what} is a blackhole: packets from ${from} to it disappear`,
            related: table.subnets.map((subnet) => ({ about: subnet.id, message: `subnet ${subnet.name}` })),
          };
        }
      }
    }
  },
};

import { mainTables } from '../../plan/subnet-routes.ts';
import type { Check } from '../check.ts';

/** NK125: a VPC has one main route table. Source: VPC user guide, subnet route tables; EC2 API, RouteTableAssociation (`main`). */
export const mainRouteTables: Check = {
  codes: ['NK125'],
  doc: 'Two route tables of a VPC are its main one.',
  *run({ plan }) {
    for (const vpc of plan.topology.vpcs) {
      const [first, ...more] = mainTables(vpc);
      for (const { id, name } of more)
        yield {
          code: 'NK125',
          severity: 'error',
          about: id,
          message: `route-table ${name}: vpc ${vpc.name} has one main route table, and it is ${first!.name}`,
          related: [{ about: first!.id, message: `route-table ${first!.name}` }],
        };
    }
  },
};

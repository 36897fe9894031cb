import { cidrFamily } from '../../base/addr/index.ts';
import { cloudOf } from '../../compilers/clouds/index.ts';
import { SubnetBook } from '../../plan/subnet-book.ts';
import type { Check } from '../check.ts';
import { subnetBlocks, writtenAddresses } from './written.ts';

/** NK014: addresses at the ends of every subnet that belong to the cloud: of AWS the first four and the last, of Google Cloud two and two of the primary range. */
export const reservedAddresses: Check = {
  codes: ['NK014'],
  doc: 'An address is one of those that the cloud keeps for itself.',
  *run({ plan }) {
    const books = plan.topology.vpcs.flatMap((vpc) => {
      const reserved = cloudOf(vpc.cloud ?? 'aws')?.reserved;
      if (!reserved) return [];
      return vpc.subnets.map((subnet) => {
        const of = (family: 4 | 6) => subnetBlocks(subnet).find((each) => cidrFamily(each.block) === family)?.block;
        return {
          vpc: vpc.id,
          rule: reserved.rule,
          subnet,
          book: new SubnetBook(subnet, { v4: of(4), v6: of(6) }, reserved, { routeTableName: '', reach: 'isolated' }),
        };
      });
    });
    for (const { id, text, what, vpc } of writtenAddresses(plan.topology)) {
      for (const each of books) {
        const use = each.vpc === vpc ? each.book.reservedFor(text) : undefined;
        if (use === undefined) continue;
        const message = `${text} (${what}) is ${use} of subnet ${each.subnet.name}: ${each.rule}`;
        yield {
          code: 'NK014',
          severity: 'error',
          about: id,
          message,
          related: [{ about: each.subnet.id, message: `subnet ${each.subnet.name}` }],
        };
      }
    }
  },
};

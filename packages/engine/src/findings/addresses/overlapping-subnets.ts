import { intersection, lastOf, overlappingPairs, showCidr, showIp } from '../../base/addr/index.ts';
import type { Check } from '../check.ts';
import { moveApart } from './fix-overlap.ts';
import { subnetBlocks } from './written.ts';

/** NK012: sibling subnets do not overlap. */
export const overlappingSubnets: Check = {
  codes: ['NK012'],
  doc: 'Two subnets of one VPC overlap.',
  *run({ plan }) {
    for (const vpc of plan.topology.vpcs) {
      const blocks = vpc.subnets.flatMap((subnet) => subnetBlocks(subnet));
      for (const [a, b] of overlappingPairs(blocks, (each) => each.block)) {
        const both = intersection(a.block, b.block)!;
        const range = `${showIp(both.base)}-${showIp(lastOf(both))}`;
        for (const [mine, other] of [
          [a, b],
          [b, a],
        ] as const) {
          const fixes = moveApart(plan.topology, vpc, mine, other);
          yield {
            code: 'NK012',
            severity: 'error',
            about: mine.id,
            message: `subnet ${mine.owner.name} ${showCidr(mine.block)} overlaps subnet ${other.owner.name} ${showCidr(other.block)} at ${range}`,
            related: [{ about: other.id, message: `subnet ${other.owner.name} ${showCidr(other.block)}` }],
            ...(fixes.length > 0 ? { fixes } : {}),
          };
        }
      }
    }
  },
};

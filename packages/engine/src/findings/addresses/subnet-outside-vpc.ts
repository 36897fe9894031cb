import { covers, overlaps, showCidr } from '../../base/addr/index.ts';
import type { Check } from '../check.ts';
import { moveSubnet } from './fix-overlap.ts';
import { subnetBlocks, vpcBlocks } from './written.ts';

/** NK011: a subnet lies inside one block of its VPC. */
export const subnetOutsideVpc: Check = {
  codes: ['NK011'],
  doc: 'A subnet is not inside a block of its VPC.',
  *run({ plan }) {
    for (const vpc of plan.topology.vpcs) {
      if ((vpc.cloud ?? 'aws') !== 'aws') continue;
      const blocks = vpcBlocks(vpc);
      if (blocks.length === 0) continue;
      const texts = blocks.map((each) => showCidr(each.block)).join(', ');
      for (const subnet of vpc.subnets) {
        for (const each of subnetBlocks(subnet)) {
          if (blocks.some((block) => covers(block.block, each.block))) continue;
          const partly = blocks.some((block) => overlaps(block.block, each.block)) ? 'only partly in' : 'outside';
          const fixes = moveSubnet(plan.topology, vpc, each);
          yield {
            code: 'NK011',
            severity: 'error',
            about: each.id,
            message: `subnet ${subnet.name} ${showCidr(each.block)} is ${partly} vpc ${vpc.name} (${texts})`,
            related: blocks.map((block) => ({
              about: block.id,
              message: `${showCidr(block.block)} of vpc ${vpc.name}`,
            })),
            ...(fixes.length > 0 ? { fixes } : {}),
          };
        }
      }
    }
  },
};

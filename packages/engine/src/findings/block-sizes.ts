import { cidrFamily, overlappingPairs, showCidr } from '../addr/index.ts';
import type { Check } from './check.ts';
import type { Finding } from './finding.ts';
import { subnetBlocks, vpcBlocks, type WrittenBlock } from './written.ts';

/** NK010 and NK013: AWS takes IPv4 blocks from /16 to /28. NK010 also: two blocks of one VPC overlap. */
export const blockSizes: Check = {
  codes: ['NK010', 'NK013'],
  doc: 'A VPC or subnet block is larger than /16 or smaller than /28, or two blocks of one VPC overlap.',
  *run({ plan }) {
    for (const vpc of plan.topology.vpcs) {
      if ((vpc.cloud ?? 'aws') !== 'aws') continue;
      const blocks = vpcBlocks(vpc);
      for (const each of blocks) yield* sized(each, 'NK010', 'VPC');
      for (const [a, b] of overlappingPairs(blocks, (each) => each.block))
        yield {
          code: 'NK010',
          severity: 'error',
          about: b.id,
          message: `${showCidr(b.block)} overlaps ${showCidr(a.block)}, another block of ${vpc.name}`,
          related: [{ about: a.id, message: `${showCidr(a.block)} of ${vpc.name}` }],
        };
      for (const subnet of vpc.subnets) for (const each of subnetBlocks(subnet)) yield* sized(each, 'NK013', 'subnet');
    }
  },
};

function* sized({ id, block, owner }: WrittenBlock, code: string, noun: string): Generator<Finding> {
  if (cidrFamily(block) !== 4 || (block.bits >= 16 && block.bits <= 28)) return;
  const message = `${noun} block ${showCidr(block)} of ${owner.name} must be from /16 to /28; it is /${block.bits}`;
  yield { code, severity: 'error', about: id, message, related: [] };
}

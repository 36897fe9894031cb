import { cidrFamily, overlappingPairs, showCidr } from '../../base/addr/index.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';
import { subnetBlocks, vpcBlocks, type WrittenBlock } from './written.ts';

/**
 * NK010 and NK013: AWS takes IPv4 blocks from /16 to /28, and IPv6 blocks in steps of 4: from /44 to /60 in a VPC, to /64
 * in a subnet. NK010 also: two blocks of one VPC overlap. NK013 also: a subnet has one block of each family. Source: VPC
 * user guide, VPC CIDR blocks and subnet sizing.
 */
export const blockSizes: Check = {
  codes: ['NK010', 'NK013'],
  doc: 'A VPC or subnet block has a size that AWS does not take, or two blocks of one VPC overlap.',
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
      for (const subnet of vpc.subnets) {
        const own = subnetBlocks(subnet);
        for (const each of own) yield* sized(each, 'NK013', 'subnet');
        for (const family of [4, 6] as const) yield* several(own.filter(({ block }) => cidrFamily(block) === family));
      }
    }
  },
};

/** The longest prefixes of IPv6 blocks, by the code of what has them. */
const longest6 = { NK010: 60, NK013: 64 } as const;

function* sized({ id, block, owner }: WrittenBlock, code: keyof typeof longest6, noun: string): Generator<Finding> {
  const { bits } = block;
  const six = cidrFamily(block) === 6;
  const [from, to] = six ? [44, longest6[code]] : [16, 28];
  if (bits >= from && bits <= to && (!six || bits % 4 === 0)) return;
  const steps = six ? ' in steps of 4' : '';
  const message = `${noun} block ${showCidr(block)} of ${owner.name} must be from /${from} to /${to}${steps}; it is /${bits}`;
  yield { code, severity: 'error', about: id, message, related: [] };
}

function* several([first, ...more]: readonly WrittenBlock[]): Generator<Finding> {
  for (const { id, block, owner } of more)
    yield {
      code: 'NK013',
      severity: 'error',
      about: id,
      message: `subnet ${owner.name} has ${showCidr(first!.block)} already: ${showCidr(block)} would be its second IPv${cidrFamily(block)} block, and a subnet has one`,
      related: [{ about: first!.id, message: `${showCidr(first!.block)} of subnet ${owner.name}` }],
    };
}

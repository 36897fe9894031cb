import { type Cidr, cidrFamily, compareCidr, covers, nextFreeBlock, overlaps, showCidr } from '../addr/index.ts';
import type { Vpc } from '../topology/vpc.ts';
import type { Check } from './check.ts';
import type { Fix } from './finding.ts';
import { subnetBlocks, vpcBlocks, type WrittenBlock } from './written.ts';

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
          const fixes = nextFree(vpc, each);
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

/** The blocks of a VPC's subnets in order, read once, and the free blocks that were looked for among them. */
interface Room {
  readonly taken: readonly WrittenBlock[];
  readonly free: Map<string, Cidr | undefined>;
}

const rooms = new WeakMap<Vpc, Room>();

function roomOf(vpc: Vpc): Room {
  const known = rooms.get(vpc);
  if (known) return known;
  const taken = vpc.subnets.flatMap((subnet) => subnetBlocks(subnet));
  const room: Room = { taken: taken.sort((a, b) => compareCidr(a.block, b.block)), free: new Map() };
  rooms.set(vpc, room);
  return room;
}

function search(vpc: Vpc, wanted: WrittenBlock): Cidr | undefined {
  const taken = roomOf(vpc).taken.flatMap((each) => (each.id === wanted.id ? [] : each.block));
  for (const { block } of vpcBlocks(vpc)) {
    if (cidrFamily(block) !== cidrFamily(wanted.block) || wanted.block.bits < block.bits) continue;
    const free = nextFreeBlock(block, taken, wanted.block.bits);
    if (free) return free;
  }
  return undefined;
}

/** The next free block of the same length in the VPC. */
export function nextFree(vpc: Vpc, wanted: WrittenBlock): Fix[] {
  const found = roomOf(vpc).free;
  // Subnets of one and the same block have the same others around them.
  const key = showCidr(wanted.block);
  if (!found.has(key)) found.set(key, search(vpc, wanted));
  const free = found.get(key);
  if (!free) return [];
  return [{ title: `Use ${showCidr(free)}, the next free block`, edits: [{ about: wanted.id, text: showCidr(free) }] }];
}

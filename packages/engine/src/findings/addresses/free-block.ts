import { type Cidr, cidrFamily, compareCidr, nextFreeBlock, showCidr } from '../../base/addr/index.ts';
import type { Vpc } from '../../topology/vpc.ts';
import { subnetBlocks, vpcBlocks, type WrittenBlock } from './written.ts';

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
export function freeBlock(vpc: Vpc, wanted: WrittenBlock): Cidr | undefined {
  const found = roomOf(vpc).free;
  // Subnets of one and the same block have the same others around them.
  const key = showCidr(wanted.block);
  if (!found.has(key)) found.set(key, search(vpc, wanted));
  return found.get(key);
}

import { contains, parseCidr, parseIp, showCidr } from '../../base/addr/index.ts';
import type { Topology } from '../../topology/topology.ts';
import type { Vpc } from '../../topology/vpc.ts';
import type { Fix } from '../finding.ts';
import { freeBlock } from './free-block.ts';
import { type WrittenAddress, type WrittenBlock, writtenAddresses } from './written.ts';

const read = new WeakMap<Topology, ReadonlyMap<string, readonly WrittenAddress[]>>();

/** The addresses that the author gave in a VPC. Read once: thousands of blocks may ask. */
function addressesIn(topology: Topology, vpc: Vpc): readonly WrittenAddress[] {
  const known = read.get(topology) ?? byVpc(topology);
  read.set(topology, known);
  return known.get(vpc.id) ?? [];
}

function byVpc(topology: Topology): ReadonlyMap<string, readonly WrittenAddress[]> {
  const out = new Map<string, WrittenAddress[]>();
  for (const each of writtenAddresses(topology)) {
    const list = out.get(each.vpc) ?? [];
    out.set(each.vpc, list);
    list.push(each);
  }
  return out;
}

/** Whether an address stands in a block, and its owner in no other subnet that has it, too. */
function pins(vpc: Vpc, block: WrittenBlock, { text, subnet }: WrittenAddress): boolean {
  const ip = parseIp(text);
  if (ip === undefined || !contains(block.block, ip)) return false;
  if (subnet === undefined || subnet === block.owner.id) return true;
  const own = vpc.subnets.find(({ id }) => id === subnet)?.cidrs ?? [];
  return !own.some((each) => {
    const cidr = parseCidr(each.text)?.cidr;
    return cidr !== undefined && contains(cidr, ip);
  });
}

/** Whether a subnet can have another block: no address that the author wrote would be left outside. */
export const canMove = (topology: Topology, vpc: Vpc, block: WrittenBlock): boolean =>
  !addressesIn(topology, vpc).some((each) => pins(vpc, block, each));

/** Moves a subnet to the next free block of its size, if nothing in it is pinned to the block that it has. */
export function moveSubnet(topology: Topology, vpc: Vpc, block: WrittenBlock): Fix[] {
  const free = canMove(topology, vpc, block) ? freeBlock(vpc, block) : undefined;
  if (!free) return [];
  const text = showCidr(free);
  return [{ title: `Use ${text}, the next free block`, edits: [{ about: block.id, text }] }];
}

/**
 * Moves one of two blocks that overlap apart: the one that can move, and of two that can the later one, which was added to
 * what was there. Seen from the other, the title says which moves.
 */
export function moveApart(topology: Topology, vpc: Vpc, mine: WrittenBlock, other: WrittenBlock): Fix[] {
  const at = ({ owner }: WrittenBlock): number => vpc.subnets.findIndex(({ id }) => id === owner.id);
  for (const block of at(mine) >= at(other) ? [mine, other] : [other, mine]) {
    const [fix] = moveSubnet(topology, vpc, block);
    if (!fix) continue;
    if (block === mine) return [fix];
    return [{ ...fix, title: `Move subnet ${block.owner.name} to ${fix.edits[0]?.text}, the next free block` }];
  }
  return [];
}

import { blockOrder } from './block-order.ts';
import { type Cidr, lastOf } from './cidr.ts';
import { compareIp, type Ip } from './ip.ts';

/**
 * All pairs of overlapping blocks. Sorts once; blocks either nest or are disjoint, so a stack of the open enclosing
 * blocks suffices: O(n + pairs) for IPv4, O(n log n + pairs) otherwise.
 */
export function* overlappingPairs<T>(items: readonly T[], blockOf: (item: T) => Cidr): Generator<readonly [T, T]> {
  const blocks = items.map(blockOf);
  const open: { readonly item: T; readonly last: Ip }[] = [];
  for (const position of blockOrder(blocks)) {
    const [item, block] = [items[position]!, blocks[position]!];
    while (open.length > 0 && compareIp(open.at(-1)!.last, block.base) < 0) open.pop();
    for (const outer of open) yield [outer.item, item];
    open.push({ item, last: lastOf(block) });
  }
}

import { type Cidr, compareCidr, lastOf } from './cidr.ts';
import { compareIp } from './ip.ts';

/**
 * All pairs of overlapping blocks. Sorts once; blocks either nest or are disjoint, so a stack of the open enclosing
 * blocks suffices: O(n log n + pairs).
 */
export function* overlappingPairs<T>(items: readonly T[], blockOf: (item: T) => Cidr): Generator<readonly [T, T]> {
  const sorted = items.map((item) => ({ item, block: blockOf(item) })).sort((a, b) => compareCidr(a.block, b.block));
  const open: typeof sorted = [];
  for (const next of sorted) {
    while (open.length > 0 && compareIp(lastOf(open.at(-1)!.block), next.block.base) < 0) open.pop();
    for (const outer of open) yield [outer.item, next.item];
    open.push(next);
  }
}

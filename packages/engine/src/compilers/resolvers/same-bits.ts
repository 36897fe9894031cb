import type { Ip } from '../../base/addr/index.ts';

/** How many leading bits two addresses share; none where one is of IPv6 and the other is not. */
export function sameBits(a: Ip, b: Ip): number {
  if (typeof a === 'bigint' || typeof b === 'bigint') {
    if (typeof a !== 'bigint' || typeof b !== 'bigint') return 0;
    const other = (a ^ b).toString(2);
    return a === b ? 128 : 128 - other.length;
  }
  return Math.clz32((a ^ b) >>> 0);
}

import { type Cidr, mask } from './cidr.ts';
import { familyOf, type Ip } from './ip.ts';

/**
 * Blocks with values, asked for the most specific block that contains an address. One hash map per prefix length that
 * occurs, longest first: a look-up costs as many probes as there are different lengths, however many blocks there are.
 */
export class LongestMatch<T> {
  readonly #byLength = { 4: new Map<number, Map<Ip, T>>(), 6: new Map<number, Map<Ip, T>>() };
  #lengths: { 4: number[]; 6: number[] } = { 4: [], 6: [] };

  /** The value of an equal block is replaced. */
  set(block: Cidr, value: T): void {
    const family = familyOf(block.base);
    let map = this.#byLength[family].get(block.bits);
    if (!map) {
      map = new Map();
      this.#byLength[family].set(block.bits, map);
      this.#lengths[family] = [...this.#byLength[family].keys()].sort((a, b) => b - a);
    }
    map.set(block.base, value);
  }

  /** The value of exactly this block. */
  at(block: Cidr): T | undefined {
    return this.#byLength[familyOf(block.base)].get(block.bits)?.get(block.base);
  }

  /** The value of the most specific block that contains the address. */
  get(ip: Ip): T | undefined {
    const family = familyOf(ip);
    for (const bits of this.#lengths[family]) {
      const value = this.#byLength[family].get(bits)!.get(mask(ip, bits));
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** All values whose block contains the address, most specific first. */
  all(ip: Ip): T[] {
    const family = familyOf(ip);
    const out: T[] = [];
    for (const bits of this.#lengths[family]) {
      const value = this.#byLength[family].get(bits)!.get(mask(ip, bits));
      if (value !== undefined) out.push(value);
    }
    return out;
  }
}

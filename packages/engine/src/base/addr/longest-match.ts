import { type Cidr, mask } from './cidr.ts';
import { familyOf, type Ip } from './ip.ts';

/** The blocks of one prefix length. */
interface Length<T> {
  readonly bits: number;
  /** The bits of an IPv4 address that count. */
  readonly mask: number;
  readonly values: Map<Ip, T>;
}

/**
 * Blocks with values, asked for the most specific block that contains an address. One hash map per prefix length that
 * occurs, longest first: a look-up costs as many probes as there are different lengths, however many blocks there are.
 */
export class LongestMatch<T> {
  readonly #lengths: { readonly 4: Length<T>[]; readonly 6: Length<T>[] } = { 4: [], 6: [] };

  /** The value of an equal block is replaced. */
  set(block: Cidr, value: T): void {
    const lengths = this.#lengths[familyOf(block.base)];
    let length = lengths.find(({ bits }) => bits === block.bits);
    if (!length) {
      length = { bits: block.bits, mask: block.bits === 0 ? 0 : -1 << (32 - block.bits), values: new Map() };
      lengths.push(length);
      lengths.sort((a, b) => b.bits - a.bits);
    }
    length.values.set(block.base, value);
  }

  /** The value of exactly this block. */
  at(block: Cidr): T | undefined {
    return this.#lengths[familyOf(block.base)].find(({ bits }) => bits === block.bits)?.values.get(block.base);
  }

  /** The value of the most specific block that contains the address. */
  get(ip: Ip): T | undefined {
    if (typeof ip === 'number') {
      for (const length of this.#lengths[4]) {
        const value = length.values.get((ip & length.mask) >>> 0);
        if (value !== undefined) return value;
      }
      return undefined;
    }
    for (const { bits, values } of this.#lengths[6]) {
      const value = values.get(mask(ip, bits));
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** All values whose block contains the address, most specific first. */
  all(ip: Ip): T[] {
    const out: T[] = [];
    for (const { bits, values } of this.#lengths[familyOf(ip)]) {
      const value = values.get(mask(ip, bits));
      if (value !== undefined) out.push(value);
    }
    return out;
  }
}

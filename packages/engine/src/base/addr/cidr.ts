import { compareIp, type Family, familyOf, type Ip, parseIp, showIp, widthOf } from './ip.ts';

/** A block of addresses. `base` never has host bits. */
export interface Cidr {
  readonly base: Ip;
  readonly bits: number;
}

/** A block as somebody wrote it: `hostBits` says that the text had bits behind the prefix, which the block has lost. */
export interface WrittenCidr {
  readonly cidr: Cidr;
  readonly hostBits: boolean;
}

/** Reads `10.0.0.0/16` or `2600:1f14::/56`; undefined when it is no block. */
export function parseCidr(text: string): WrittenCidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = parseIp(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (address === undefined || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const bits = Number(length);
  if (bits > widthOf(familyOf(address))) return undefined;
  const base = mask(address, bits);
  return { cidr: { base, bits }, hostBits: base !== address };
}

/** A block known to be right, host bits cleared. Throws RangeError. */
export function cidr(text: string): Cidr {
  const written = parseCidr(text);
  if (!written) throw new RangeError(`not a CIDR: ${text}`);
  return written.cidr;
}

/** The block of one address. */
export const single = (ip: Ip): Cidr => ({ base: ip, bits: widthOf(familyOf(ip)) });

export const showCidr = (block: Cidr): string => `${showIp(block.base)}/${block.bits}`;

export const cidrFamily = (block: Cidr): Family => familyOf(block.base);

/** Clears all bits behind the prefix. */
export function mask(ip: Ip, bits: number): Ip {
  if (typeof ip === 'bigint') {
    const host = 128n - BigInt(bits);
    return (ip >> host) << host;
  }
  return bits === 0 ? 0 : (ip & (-1 << (32 - bits))) >>> 0;
}

/** The last address of the block. */
export function lastOf(block: Cidr): Ip {
  if (typeof block.base === 'bigint') return block.base + (1n << BigInt(128 - block.bits)) - 1n;
  return block.base + 2 ** (32 - block.bits) - 1;
}

/** How many addresses the block has; exact up to 2^53, as a double beyond. */
export const sizeOf = (block: Cidr): number => 2 ** (widthOf(cidrFamily(block)) - block.bits);

export const contains = (block: Cidr, ip: Ip): boolean =>
  typeof block.base === typeof ip && mask(ip, block.bits) === block.base;

/** Whether `inner` lies wholly in `outer`. */
export const covers = (outer: Cidr, inner: Cidr): boolean => inner.bits >= outer.bits && contains(outer, inner.base);

export const overlaps = (a: Cidr, b: Cidr): boolean => covers(a, b) || covers(b, a);

/** The addresses that both have: two blocks overlap only if one lies in the other. */
export function intersection(a: Cidr, b: Cidr): Cidr | undefined {
  if (covers(a, b)) return b;
  return covers(b, a) ? a : undefined;
}

/** All blocks of length `bits` in the block, in order. Throws RangeError for a shorter length or more than 2^20 blocks. */
export function split(block: Cidr, bits: number): Cidr[] {
  const extra = bits - block.bits;
  if (extra < 0 || extra > 20 || bits > widthOf(cidrFamily(block))) throw new RangeError(`cannot split into /${bits}`);
  const out: Cidr[] = [];
  let next: Ip | undefined = block.base;
  for (let i = 0; i < 2 ** extra; i++) {
    const part: Cidr = { base: next!, bits };
    out.push(part);
    next = following(part);
  }
  return out;
}

/** The first address after the block, or undefined at the end of the space. */
export function following(block: Cidr): Ip | undefined {
  const last = lastOf(block);
  if (typeof last === 'bigint') return last === (1n << 128n) - 1n ? undefined : last + 1n;
  return last === 0xffffffff ? undefined : last + 1;
}

/** What is left of `from` without `minus`, as the fewest blocks, in order. */
export function subtract(from: Cidr, minus: readonly Cidr[]): Cidr[] {
  const hit = minus.filter((block) => overlaps(from, block));
  if (hit.length === 0) return [from];
  if (hit.some((block) => covers(block, from))) return [];
  const [low, high] = split(from, from.bits + 1);
  return [...subtract(low!, hit), ...subtract(high!, hit)];
}

/** Order for sorting: by base address, the larger block first. */
export const compareCidr = (a: Cidr, b: Cidr): number => compareIp(a.base, b.base) || a.bits - b.bits;

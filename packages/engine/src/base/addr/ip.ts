import ipaddr from 'ipaddr.js';

/**
 * One address. IPv4 is an unsigned 32-bit number, IPv6 a bigint of 128 bits: the JavaScript type is the family.
 * Text exists only at the edges.
 */
export type Ip = number | bigint;

export type Family = 4 | 6;

export const familyOf = (ip: Ip): Family => (typeof ip === 'number' ? 4 : 6);

/** Width of an address of this family, in bits. */
export const widthOf = (family: Family): number => (family === 4 ? 32 : 128);

/** Reads `192.168.1.51` or `fd00::1`. Undefined when the text is no complete address (no short forms, no zone index). */
export function parseIp(text: string): Ip | undefined {
  if (text.includes(':')) {
    if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
    let value = 0n;
    for (const part of ipaddr.IPv6.parse(text).parts) value = (value << 16n) | BigInt(part);
    return value;
  }
  return parseIp4(text);
}

/** Four numbers of one to three digits without leading zeros. Read digit by digit: every stage reads every address. */
function parseIp4(text: string): number | undefined {
  let value = 0;
  let octet = 0;
  let digits = 0;
  let dots = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) {
      if (digits > 0 && octet === 0) return undefined;
      octet = octet * 10 + digit;
      digits += 1;
      if (octet > 255) return undefined;
    } else if (digit === dot && digits > 0 && dots < 3) {
      value = value * 256 + octet;
      octet = 0;
      digits = 0;
      dots += 1;
    } else return undefined;
  }
  return dots === 3 && digits > 0 ? value * 256 + octet : undefined;
}

/** The code of a dot, counted from the one of a zero. */
const dot = -2;

/** Reads an address that is known to be right: literals in code and tests. Throws RangeError. */
export function ip(text: string): Ip {
  const value = parseIp(text);
  if (value === undefined) throw new RangeError(`not an address: ${text}`);
  return value;
}

/** Canonical text: numbers and dots, or RFC 5952. */
export function showIp(value: Ip): string {
  if (typeof value === 'number') return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
  const parts: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) parts.push(Number((value >> shift) & 0xffffn));
  return new ipaddr.IPv6(parts).toRFC5952String();
}

/** The address `count` places further. Throws RangeError beyond the ends of the family's space. */
export function plus(value: Ip, count: number): Ip {
  if (typeof value === 'bigint') {
    const sum = value + BigInt(count);
    if (sum < 0n || sum >= 1n << 128n) throw new RangeError('address out of range');
    return sum;
  }
  const sum = value + count;
  if (sum < 0 || sum > 0xffffffff) throw new RangeError('address out of range');
  return sum;
}

/** Order for sorting: IPv4 before IPv6, then by value. */
export function compareIp(a: Ip, b: Ip): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

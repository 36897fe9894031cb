import { mask, parseIp, showCidr } from '../base/addr/index.ts';
import { prefixBits, prefixBits6 } from './subnet-book.ts';

/** The whole aligned /28 around an IPv4 address, or the /80 around one of IPv6. */
export function prefixOf(address: string): string | undefined {
  const ip = parseIp(address);
  if (ip === undefined) return undefined;
  const bits = typeof ip === 'number' ? prefixBits : prefixBits6;
  return showCidr({ base: mask(ip, bits), bits });
}

/** Whether an address is in one of the prefixes of an interface. */
export function isPrefixed({ prefixes }: { readonly prefixes?: readonly string[] }, address: string): boolean {
  return prefixes?.includes(prefixOf(address) ?? '') ?? false;
}

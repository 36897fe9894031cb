import { mask, parseIp, showCidr } from '../base/addr/index.ts';
import { prefixBits } from './subnet-book.ts';

/** The whole aligned /28 around an IPv4 address. */
export function prefixOf(address: string): string | undefined {
  const ip = parseIp(address);
  return typeof ip === 'number' ? showCidr({ base: mask(ip, prefixBits), bits: prefixBits }) : undefined;
}

/** Whether an address is in one of the prefixes of an interface. */
export function isPrefixed({ prefixes }: { readonly prefixes?: readonly string[] }, address: string): boolean {
  return prefixes?.includes(prefixOf(address) ?? '') ?? false;
}

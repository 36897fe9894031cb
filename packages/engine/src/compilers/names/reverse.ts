import { type Ip, parseIp } from '../../base/addr/index.ts';

/** Where names of addresses of IPv4 stand (RFC 1035, §3.5). */
export const reverseZone = 'in-addr.arpa';

/** The address that a name such as `7.0.20.172.in-addr.arpa` is of; undefined for any other name. */
export function addressOf(name: string): Ip | undefined {
  const [, ...octets] = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/.exec(name) ?? [];
  return octets.length === 4 ? parseIp(octets.reverse().join('.')) : undefined;
}

/** The name under which the names of a block's addresses stand, at the next dot above it: `10.in-addr.arpa`, `0.10.in-addr.arpa`. */
export function reverseOf(address: string, bits: number): string {
  const octets = address.split('.').slice(0, Math.floor(bits / 8));
  return [...octets.reverse(), reverseZone].join('.');
}

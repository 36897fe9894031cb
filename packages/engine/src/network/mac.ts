import { type Ip, ip as parse } from '../base/addr/index.ts';

/**
 * A MAC that can be read: two octets that say what kind of interface it is, then the IPv4 address (the last four octets
 * of an IPv6 one). All prefixes are locally administered, as the real random ones of veths are.
 */
export function macOf(kind: MacKind, address: Ip | string): string {
  const value = typeof address === 'string' ? parse(address) : address;
  const low = typeof value === 'bigint' ? Number(value & 0xffffffffn) : value;
  return `${prefixes[kind]}:${octets[low >>> 24]}:${octets[(low >>> 16) & 255]}:${octets[(low >>> 8) & 255]}:${octets[low & 255]}`;
}

/** Each octet as it is written. */
const octets = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

const prefixes = {
  nic: '02:00',
  // what Compute Engine gives its interfaces, and its routers
  gce: '42:01',
  router: '02:ff',
  'host-veth': '2a:00',
  pod: '56:00',
  bridge: '4a:00',
  tunnel: '6a:00',
} as const;
export type MacKind = keyof typeof prefixes;

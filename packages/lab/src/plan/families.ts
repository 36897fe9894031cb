import type { Device, Ip } from '@netk/engine';

export type Family = 4 | 6;

export const isOf = (family: Family, ip: Ip): boolean => (typeof ip === 'number') === (family === 4);

/** Whether a device has something to do with IPv6: an address beside `::1`, or routes of it. */
export const hasSix = ({ interfaces, tables }: Device): boolean =>
  interfaces.some(({ name, addresses }) => name !== 'lo' && addresses.some(({ ip }) => isOf(6, ip))) ||
  [...tables].some(([name, routes]) => name !== 'local' && routes.some(({ to }) => isOf(6, to.base)));

/** The words of nft for packets of a family. */
export const wordsOf = {
  4: {
    ip: 'ip',
    protocol: 'ip protocol',
    address: 'ipv4_addr',
    icmp: 'icmp',
    errors: '{ destination-unreachable, time-exceeded }',
  },
  6: {
    ip: 'ip6',
    protocol: 'meta l4proto',
    address: 'ipv6_addr',
    icmp: 'icmpv6',
    errors: '{ destination-unreachable, packet-too-big, time-exceeded }',
  },
} as const;

/** What neighbours and routers say to each other, and who listens: no filter of a network is asked about it. */
export const neighbourWords =
  '{ nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, mld-listener-query, mld-listener-report, mld2-listener-report }';

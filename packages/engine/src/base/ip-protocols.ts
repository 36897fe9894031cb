/**
 * Protocols of IP by their names in /etc/protocols (Debian's netbase 6.4, after IANA's list), for lines of packet filters:
 * `iptables -p` and EC2 take such names or numbers. Not here: 94, which is called `ipip` there and is not IP in IP (that is
 * 4, `ipencap`), and names that are no protocol of their own behind an IP header.
 */
const numbers = {
  icmp: 1,
  igmp: 2,
  ipencap: 4,
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  eigrp: 88,
  ospf: 89,
  etherip: 97,
  pim: 103,
  ipcomp: 108,
  vrrp: 112,
  l2tp: 115,
  sctp: 132,
  udplite: 136,
} as const;

/** Names of protocols, those of walks among them. */
export const ipProtocols: ReadonlyMap<string, number> = new Map(Object.entries(numbers));

const names = new Map([...ipProtocols].map(([name, number]) => [number, name]));

/** The name of a protocol by its number, `ip/77` without one; undefined: no protocol has such a number. */
export const ipProtocol = (number: number): string | undefined =>
  Number.isInteger(number) && number >= 0 && number <= 255 ? (names.get(number) ?? `ip/${number}`) : undefined;

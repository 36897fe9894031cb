import { type Cidr, type Ip, mask, showCidr, showIp, widthOf } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { Protocol } from './header.ts';

/** What the elements of a set are made of, as ipset calls it. */
export type IpSetType =
  | 'hash:ip'
  | 'hash:net'
  | 'hash:ip,port'
  | 'hash:ip,port,ip'
  | 'hash:ip,port,net'
  | 'bitmap:port';

/** An element of a set. Which of its parts are there, the type of the set says. */
export interface IpSetElement {
  readonly ip?: Ip;
  /** Of sets with ports beside addresses. */
  readonly protocol?: Protocol;
  readonly port?: number;
  /** A second address, or a block of them. */
  readonly with?: Cidr;
  readonly source?: ElementId;
}

/** A set of ipset, which rules of iptables ask by its name. */
export interface IpSet {
  readonly name: string;
  readonly type: IpSetType;
  /** The most that it may hold; undefined: 65536. */
  readonly maxelem?: number;
  readonly elements: readonly IpSetElement[];
}

/** An element as `ipset save` prints it: `10.0.0.1,tcp:80,10.0.0.1`. */
export function showElement({ ip, protocol, port, with: beside }: IpSetElement): string {
  const ported = port === undefined ? [] : [protocol === undefined ? `${port}` : `${protocol}:${port}`];
  const last = beside === undefined ? [] : [showBlock(beside)];
  return [...(ip === undefined ? [] : [showIp(ip)]), ...ported, ...last].join();
}

/** A block of one address is printed as the address. */
const showBlock = (block: Cidr): string =>
  block.bits === widthOf(typeof block.base === 'number' ? 4 : 6) ? showIp(block.base) : showCidr(block);

/** A set by the texts of its elements. */
interface Index {
  readonly elements: ReadonlyMap<string, IpSetElement>;
  /** The ports of each address and protocol, or all of them: what a drawn port is compared with. */
  readonly ports: ReadonlyMap<string, readonly number[]>;
}

const indexes = new WeakMap<IpSet, Index>();

function indexOf(set: IpSet): Index {
  const known = indexes.get(set);
  if (known) return known;
  const elements = new Map<string, IpSetElement>();
  const ports = new Map<string, number[]>();
  for (const each of set.elements) {
    elements.set(showElement(each), each);
    if (each.port === undefined) continue;
    const key = each.ip === undefined ? '' : `${each.ip} ${each.protocol}`;
    const list = ports.get(key);
    if (list) list.push(each.port);
    else ports.set(key, [each.port]);
  }
  const index = { elements, ports };
  indexes.set(set, index);
  return index;
}

/** What a packet has in the place of each part of an element. */
export interface Asked {
  readonly protocol: Protocol;
  readonly ip: Ip;
  readonly port: number;
  readonly with: Ip;
}

/** Sets of ports alone know TCP and UDP, and nothing else (ip_set_getport.c, ip_set_get_ip_port). */
const hasBitmapPort = (protocol: Protocol): boolean => protocol === 'tcp' || protocol === 'udp';
/** What stands for a port of ICMP is its type and code: no set here has those. */
const hasHashPort = (protocol: Protocol): boolean => protocol === 'tcp' || protocol === 'udp' || protocol === 'sctp';

/** The element of a set that a packet is in. */
export function elementOf(set: IpSet, { protocol, ip, port, with: beside }: Asked): IpSetElement | undefined {
  const { elements } = indexOf(set);
  if (set.type === 'hash:ip') return elements.get(showElement({ ip }));
  if (set.type === 'hash:net') return elements.get(showElement({ ip })) ?? inBlock(elements, ip);
  if (set.type === 'bitmap:port') return hasBitmapPort(protocol) ? elements.get(showElement({ port })) : undefined;
  if (!hasHashPort(protocol)) return undefined;
  if (set.type === 'hash:ip,port') return elements.get(showElement({ ip, protocol, port }));
  const width = widthOf(typeof beside === 'number' ? 4 : 6);
  for (let bits = width; bits >= (set.type === 'hash:ip,port,net' ? 1 : width); bits--) {
    const found = elements.get(showElement({ ip, protocol, port, with: { base: mask(beside, bits), bits } }));
    if (found) return found;
  }
  return undefined;
}

/** The smallest block of a set of blocks that has an address. */
function inBlock(elements: Index['elements'], ip: Ip): IpSetElement | undefined {
  for (let bits = widthOf(typeof ip === 'number' ? 4 : 6) - 1; bits >= 1; bits--) {
    const found = elements.get(showElement({ with: { base: mask(ip, bits), bits } }));
    if (found) return found;
  }
  return undefined;
}

/** The ports that a set has for an address and a protocol. */
export const portsIn = (set: IpSet, { ip, protocol }: Pick<Asked, 'ip' | 'protocol'>): readonly number[] =>
  indexOf(set).ports.get(set.type === 'bitmap:port' ? '' : `${ip} ${protocol}`) ?? [];

const memory = (maxelem = 65536): string => ` family inet hashsize 1024 maxelem ${maxelem}`;

/** The line that makes a set, as `ipset save` prints it without what the kernel drew for it (`bucketsize`, `initval`). */
export const showIpSet = ({ name, type, maxelem }: IpSet): string =>
  `create ${name} ${type}${type === 'bitmap:port' ? ' range 0-65535' : memory(maxelem)}`;

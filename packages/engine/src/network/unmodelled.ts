import { type Cidr, contains, type Ip, isPublic } from '../base/addr/index.ts';
import type { Header, Protocol } from './header.ts';

/**
 * Hooks of a device where something that is not modelled may act: on everything that it receives or sends itself, where
 * destinations are translated (before routing, for packets from outside and its own), in a chain behind that, which sees
 * only what was not translated before it, at a routing decision, and where sources are translated.
 */
export const markedHooks = ['all', 'dstnat', 'late-dstnat', 'routing', 'srcnat'] as const;
export type MarkedHook = (typeof markedHooks)[number];

/**
 * A place where something acts that netk does not model: a packet that meets it has an undetermined end. What it says of
 * packets must all be true of one that it may act on; every other packet is certainly left alone.
 */
export interface Mark {
  readonly hook: MarkedHook;
  /** What acts there, as the reason of the answer: `cluster c uses kube-proxy ipvs, which is not modelled yet`. */
  readonly why: string;
  /** The interface that they come in by; a + at the end stands for anything, as in iptables. */
  readonly iif?: string;
  /** None of these bits of their firewall mark is set. */
  readonly unmarked?: number;
  /** Some of these bits of their firewall mark is set. */
  readonly marked?: number;
  /** Their destination: one of these addresses; `loopback` adds 127.0.0.0/8. */
  readonly to?: ReadonlySet<Ip>;
  readonly loopback?: true;
  /** Their destination is one of the public Internet. */
  readonly public?: true;
  /** Their destination lies in none of these blocks. */
  readonly outside?: readonly Cidr[];
  /** Their destination port. */
  readonly ports?: readonly { readonly protocol?: Protocol; readonly from: number; readonly to: number }[];
}

const isLoopback = (ip: Ip): boolean => typeof ip === 'number' && ip >>> 24 === 127;

const comesBy = (name: string, iif: string | undefined): boolean =>
  name.endsWith('+') ? iif?.startsWith(name.slice(0, -1)) === true : name === iif;

/** Whether what a mark stands for may act on a packet. `iif` is undefined for a packet of the device itself. */
export function meets(mark: Mark, { dst, dport, protocol, mark: bits }: Header, iif: string | undefined): boolean {
  if (mark.iif !== undefined && !comesBy(mark.iif, iif)) return false;
  if (mark.unmarked !== undefined && (bits & mark.unmarked) !== 0) return false;
  if (mark.marked !== undefined && (bits & mark.marked) === 0) return false;
  if (mark.to && !mark.to.has(dst) && !(mark.loopback && isLoopback(dst))) return false;
  if (mark.public && !isPublic(dst)) return false;
  if (mark.outside?.some((block) => contains(block, dst))) return false;
  const fits = (port: NonNullable<Mark['ports']>[number]): boolean =>
    dport >= port.from && dport <= port.to && (port.protocol === undefined || port.protocol === protocol);
  return mark.ports === undefined || mark.ports.some(fits);
}

/**
 * What is not modelled at one interface, by direction, seen from the device: `out` is what the device sends through it.
 * It is stateful: answers of a flow that the other direction let through pass.
 */
export interface InterfaceMarks {
  readonly in?: string;
  readonly out?: string;
}

/** Addresses of things that are not modelled. */
export interface ForeignAddresses {
  /** What has an address, whoever else seems to have it. */
  readonly known: ReadonlyMap<Ip, string>;
  /** Ranges in which something has addresses that nobody can know, where nobody else answers for them. */
  readonly ranges: readonly { readonly from: Ip; readonly to: Ip; readonly what: string }[];
}

/** What may have an address that nobody answers for; undefined: nothing. */
export const possibleAt = ({ ranges }: ForeignAddresses, ip: Ip): string | undefined =>
  ranges.find(({ from, to }) => typeof from === typeof ip && from <= ip && ip <= to)?.what;

/** A network in which everything that has an address is modelled. */
export const nothingForeign: ForeignAddresses = { known: new Map(), ranges: [] };

/** What lies behind a device and is not described: public addresses, of the announced blocks where there are any. */
export interface Beyond {
  readonly announced: readonly Cidr[];
  /** Addresses that stand for public ones which nobody can know. */
  readonly standIns?: readonly Cidr[];
}

/** Whether an address may be somebody's out there. */
export const isBeyond = ({ announced, standIns = [] }: Beyond, ip: Ip): boolean =>
  standIns.some((block) => contains(block, ip)) ||
  (isPublic(ip) && (announced.length === 0 || announced.some((block) => contains(block, ip))));

import type { Ip } from '../addr/index.ts';
import type { Header } from './header.ts';

/**
 * Hooks of a device where something that is not modelled may act: on everything that it receives or sends itself, where
 * destinations are translated (before routing, for packets from outside and its own), at a routing decision, and where
 * sources are translated.
 */
export const markedHooks = ['all', 'dstnat', 'routing', 'srcnat'] as const;
export type MarkedHook = (typeof markedHooks)[number];

/** A place where something acts that netk does not model: a packet that meets it has an undetermined end. */
export interface Mark {
  readonly hook: MarkedHook;
  /** What acts there, as the reason of the answer: `cluster c uses kube-proxy ipvs, which is not modelled yet`. */
  readonly why: string;
  /** Which packets it may act on; every other one is certainly left alone. `iif` is undefined for a packet of the device itself. */
  meets(packet: Header, iif: string | undefined): boolean;
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
  /** What has the address, whoever else seems to have it; undefined: nothing of that kind. */
  claimed(ip: Ip): string | undefined;
  /** What may have an address that nobody answers for. */
  possible(ip: Ip): string | undefined;
}

export const notModelled = (what: string): string => `${what}, which is not modelled yet`;

/** A network in which everything that has an address is modelled. */
export const nothingForeign: ForeignAddresses = { claimed: () => undefined, possible: () => undefined };

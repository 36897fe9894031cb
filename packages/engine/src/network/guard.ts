import { type Cidr, contains, type Ip } from '../base/addr/index.ts';
import type { IcmpMessage } from '../base/icmp.ts';
import type { ElementId } from '../topology/id.ts';
import type { CauseCode } from '../trace/cause.ts';
import type { Protocol } from './header.ts';

/** Which addresses a filter line means. `has` decides, `text` is how the author wrote it. */
export interface Peers {
  readonly text: string;
  /** Some public addresses, and not all: whether one that a provider draws is among them is not known. */
  readonly somePublic?: true;
  /** Addresses of which nobody knows whether they are among them. */
  readonly unsure?: (ip: Ip) => boolean;
  /** Why that is so. */
  readonly unsureWhy?: () => string;
  /** Interfaces that carry a group: of a flow that a balancer passed on, its own count, and not the client's. */
  readonly carriers?: true;
  has(ip: Ip): boolean;
}

/** One allowing or denying line of a packet filter. */
export interface FilterRule {
  /** Undefined: every protocol. */
  readonly protocol?: Protocol;
  /** Undefined: every port. */
  readonly ports?: { readonly from: number; readonly to: number };
  /** Undefined: every message of ICMP. */
  readonly icmp?: IcmpMessage;
  /** Undefined: every peer. */
  readonly peers?: Peers;
  /** The addresses of the machine itself that it is about; undefined: all. */
  readonly own?: Peers;
  readonly action: 'allow' | 'deny';
  /** As the filter's own system would list it. */
  readonly entry: string;
  readonly source?: ElementId;
  readonly default?: true;
}

/** Rules of one direction: the first that matches decides; if none does, the packet is dropped. */
export interface FilterList {
  /** What a trace calls the place: `security group in`, `network ACL out`. */
  readonly stage: string;
  readonly rules: readonly FilterRule[];
  /** The last word, in the system's words: what `tried` leads to when nothing matched. */
  readonly otherwise: string;
  /** Drop cause when nothing allows. */
  readonly cause: CauseCode;
  readonly source?: ElementId;
  /** Peers whose packets pass without a look at the rules. */
  readonly exempt?: Peers;
  /** The groups that a line could name in place of an address: for advice, no packet is judged by it. */
  readonly groupsOf?: (ip: Ip) => readonly ElementId[];
}

/**
 * What stands between a virtual interface and the network, outside the machine: an address check and a stateful filter.
 * A flow that one direction let through is tracked: its answers pass the other direction without a look at the rules.
 */
export interface Guard {
  /** The only addresses that may be source of a sent or destination of a received packet; undefined: no check. */
  readonly addresses?: {
    readonly of: ReadonlySet<Ip>;
    readonly blocks?: readonly Cidr[];
    readonly text: string;
    readonly stage: string;
    readonly cause: CauseCode;
  };
  readonly egress?: FilterList;
  readonly ingress?: FilterList;
  /** How long it remembers a TCP connection that says nothing. */
  readonly tracks?: Tracking;
}

/** For how long a stateful filter knows an idle connection; `seconds` undefined: for how long is not known, but at least for the shortest. */
export interface Tracking {
  readonly seconds?: number;
  readonly shortest: number;
  readonly what: string;
  readonly cause: CauseCode;
}

/** Whether an address is one of those that a guard knows as its interface's. */
export const isGuarded = ({ of, blocks = [] }: NonNullable<Guard['addresses']>, ip: Ip): boolean =>
  of.has(ip) || blocks.some((block) => contains(block, ip));

/** Stateless filters on the interfaces of a router, asked when a packet goes from one interface to another. */
export interface InterfaceFilters {
  readonly receive?: FilterList;
  readonly send?: FilterList;
}

import type { Ip } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { CauseCode } from '../trace/cause.ts';
import type { Resolver } from './resolver.ts';

/**
 * What a program does with what reaches its socket, where it does more than answer. It is data: what it listens on is the
 * socket's, and a decision table leads from a request to what it does.
 */
export type Program = Relay | Resolver | Leaser;

/** Ends a connection and opens another: a TCP relay, a reverse proxy, a balancer of requests. */
export interface Relay {
  readonly kind: 'relay';
  readonly name: string;
  /** The first rule whose condition the request meets decides. */
  readonly rules: readonly RelayRule[];
  /** What it does when no rule decides: all that a relay has which reads no request. */
  readonly otherwise: RelayAction;
  /** Asked for before that. */
  readonly authentication?: Authentication;
  /** It reads requests; undefined: it passes bytes on. */
  readonly http?: HttpSide;
  /** Seconds that a connection may stay silent; undefined: nothing of the kind is known. */
  readonly idleSeconds?: number;
  readonly source?: ElementId;
}

/** What a relay that reads requests speaks with who asks, and what it says of them to whom it asks. */
export interface HttpSide {
  /** TLS ends here, with one of these certificates: the one that is for the name which is asked for, else the first. */
  readonly tls?: readonly Certificate[];
  /** What it shows in place of the first where none is for the name. */
  readonly otherCertificate?: string;
  /** It writes X-Forwarded-For, -Proto and -Port, behind what others wrote or in its place; `append-both`: with the address that was asked. */
  readonly forwards: 'append' | 'append-both' | 'replace';
  /** What it calls the rules by which it decides about a request; undefined: listener rules. */
  readonly rules?: 'URL map';
  /** What it calls itself in Via, in the place of the port that was asked. */
  readonly via?: string;
  /** What it answers where nobody is healthy, and the cause where checks reach their targets; undefined: 503. */
  readonly nobody?: { readonly status: 502 | 503; readonly cause: CauseCode };
  /** Its redirects name the port also where that is the scheme's own. */
  readonly namesPort?: true;
  /** Addresses that X-Forwarded-For may have when a request comes; of one with more, it answers 463. */
  readonly mostForwarded?: number;
  /** What it writes into its log of a request whose client has gone before the answer. */
  readonly clientGone?: number;
  /** How many upstreams it tries altogether, where one after the other fails; undefined: one. */
  readonly tries?: number;
  /** Seconds that it waits for a connection; for an answer it waits as long as connections may be silent. */
  readonly connectSeconds?: number;
  /** What it answers where its own connection is told that there is no way. */
  readonly unreachable: 502 | 504;
  /** What it answers wherever its own connection came to nothing, but for an answer that is late; undefined: that depends on what it came to. */
  readonly failed?: 503;
}

/** What a listener shows of itself. */
export interface Certificate {
  readonly name: string;
  /** Names and wildcards that it is for; undefined: nobody has said. */
  readonly hosts?: readonly string[];
}

/** Who comes without a session is sent to a provider of identities, or turned away, or let in. */
export interface Authentication {
  /** The cookie that has the session. */
  readonly cookie: string;
  readonly without: 'authenticate' | 'deny' | 'allow';
  /** The provider's authorization endpoint. */
  readonly endpoint?: string;
  readonly source?: ElementId;
}

export interface RelayRule {
  readonly when: HttpCondition;
  /** Asked for before the action. */
  readonly authentication?: Authentication;
  readonly action: RelayAction;
  readonly source?: ElementId;
}

/** All that is written must hold; of a list one is enough. In patterns a `*` stands for any text and a `?` for one character. */
export interface HttpCondition {
  readonly methods?: readonly string[];
  /** Patterns of host names, whatever the case. */
  readonly hosts?: readonly string[];
  /** A `*` in a host stands for one label of it. */
  readonly oneLabel?: true;
  /** Patterns of paths. */
  readonly paths?: readonly string[];
  /** Regular expressions for the beginning of the path, whatever the case (nginx, `location ~*`). */
  readonly regexes?: readonly string[];
  /** Each header must have one of its values, which are patterns, whatever the case. */
  readonly headers?: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** Patterns of values, of a key where one is named. */
  readonly query?: readonly { readonly key?: string; readonly value: string }[];
  /** Blocks that the connection comes from. */
  readonly sources?: readonly string[];
}

export type RelayAction =
  /** Opens a connection to a target of one of these pools, drawn by their weights. */
  | { readonly kind: 'balance'; readonly to: readonly [Share, ...Share[]]; readonly rewrite?: Rewriting }
  /** Opens a connection to one of them, drawn by their weights. */
  | { readonly kind: 'connect'; readonly upstreams: readonly [Upstream, ...Upstream[]] }
  | { readonly kind: 'redirect'; readonly status: number; readonly location: Location }
  | { readonly kind: 'answer'; readonly status: number }
  /** Closes what it accepted. */
  | { readonly kind: 'refuse' };

/** What fits a regular expression is asked for by another path, in which `$1` is what the first group took. */
export interface Rewriting {
  readonly regex: string;
  readonly to: string;
}

/** A share of what a listener or a rule sends. */
export interface Share {
  /** A pool's id. */
  readonly pool: string;
  readonly weight: number;
}

/** Where a redirect leads: what is missing stays as it was asked. */
export interface Location {
  readonly scheme?: string;
  readonly host?: string;
  readonly port?: string;
  readonly path?: string;
  readonly query?: string;
}

/** Whom a relay dials. */
export interface Upstream {
  readonly name: string;
  readonly address: Ip;
  readonly port: number;
  /** How often it is chosen, beside the others; 1 where all are alike. */
  readonly weight: number;
  /** The machine that is meant: arriving at another is no delivery. Undefined: whatever has the address. */
  readonly meant?: string;
  readonly source?: ElementId;
}

/** Gives addresses to machines that ask for one (DHCP, RFC 2131). */
export interface Leaser {
  readonly kind: 'lease';
  readonly name: string;
  /** By the MAC addresses of those who get them. */
  readonly leases: readonly { readonly mac: string; readonly address: Ip }[];
  /** Of the network. */
  readonly bits: number;
  /** The router and the servers of names that it tells of. */
  readonly router: Ip;
  readonly nameservers: readonly Ip[];
  /** Seconds that an address is given for. */
  readonly seconds: number;
  readonly source?: ElementId;
}

import type { Ip } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { Zone } from './dns.ts';

/** Answers questions about names: its stages in their order, until one has an answer. */
export interface Resolver {
  readonly kind: 'resolve';
  readonly name: string;
  readonly stages: readonly ResolverStage[];
  readonly source?: ElementId;
}

export type ResolverStage = OwnZone | Rewrite | SearchPath | Cache | Forward | Iterate | KnownNames;

/** It answers from records of its own. */
export interface OwnZone {
  readonly kind: 'zone';
  /** As its software calls it: `plugin kubernetes`. */
  readonly stage: string;
  readonly zone: Zone;
  /** It knows the zone of who asks it, and answers by it. */
  readonly zonal?: true;
  /** Names that it does not have go on to the next stage. */
  readonly handsOn?: true;
  /** It asks itself for the name behind an alias that leads out of the zone. */
  readonly chases?: true;
}

/** Another name is asked for in the place of one. */
export interface Rewrite {
  readonly kind: 'rewrite';
  readonly stage: string;
  readonly from: string;
  readonly to: string;
  readonly source?: ElementId;
}

/** It goes through the search path in the place of who asks. */
export interface SearchPath {
  readonly kind: 'search';
  readonly stage: string;
  /** The domains for who has this address and asks for this name, '' for none behind it; undefined: it only passes the question on. */
  pathFor(client: Ip, name: string): readonly string[] | undefined;
  readonly source?: ElementId;
}

/** It keeps what the stages behind it answer. */
export interface Cache {
  readonly kind: 'cache';
  readonly stage: string;
  /** Names that it keeps answers of: this one and all below; undefined: all. */
  readonly for?: string;
  /** The most and the least seconds that it keeps an answer, and the most for one that is negative. */
  readonly most: number;
  readonly least?: number;
  readonly mostNegative: number;
  /** It tells no more seconds than it keeps an answer, the first time as well. */
  readonly caps?: true;
  /** What it keeps a negative answer for: the smaller one of TTL and MINIMUM of the SOA record, or its TTL alone. */
  readonly negative?: 'ttl';
  readonly source?: ElementId;
}

/** It asks others: in this order, or one that it draws. */
export interface Forward {
  readonly kind: 'forward';
  readonly stage: string;
  /** Names that it asks them for: this one and all below. */
  readonly for: string;
  readonly to: readonly { readonly address: Ip; readonly port: number }[];
  readonly policy: 'random' | 'sequential';
  /** It asks over TCP, however it was asked. */
  readonly transport?: 'tcp';
  /** Seconds after which it says SERVFAIL, where nobody answers. */
  readonly patience: number;
  /** It asks the next also where one answers SERVFAIL or REFUSED. */
  readonly failsOver?: true;
  readonly source?: ElementId;
}

/** It asks the servers of the zones from the root on. */
export interface Iterate {
  readonly kind: 'iterate';
  readonly stage: string;
  readonly names: Names;
  /** The type with which it asks for a part of the name (RFC 9156): unbound A, BIND NS; undefined: it always asks for the whole name. */
  readonly minimises?: 'A' | 'NS';
  /** Aliases that it follows, one behind the other. */
  readonly mostAliases: number;
  /** Seconds that it waits for a server that it has not asked before, until it asks another. */
  readonly wait: number;
  readonly source?: ElementId;
}

/** It knows what anybody knows, from wherever: whom it asks for it is not part of the network. */
export interface KnownNames {
  readonly kind: 'known';
  /** What its answers take for granted, where somebody has to be asked who stands nowhere. */
  readonly assumes?: string;
  readonly stage: string;
  readonly names: Names;
  readonly mostAliases: number;
  /** It knows the zone of who asks it, and answers by it. */
  readonly zonal?: true;
  readonly source?: ElementId;
}

/** The names of the Internet, as far as the file describes them. */
export interface Names {
  /** The zones around a name that everybody sees, the root first. */
  zonesOf(name: string): readonly Zone[];
  /** Nobody on the Internet has names that end like this one: the root says so. */
  isNowhere(name: string): boolean;
  /** Why a name that lies in no zone is nobody's, in words. */
  whyNot(name: string): string;
  /** The private zone that has a name, in words, where one has it. */
  privateZoneOf(name: string): { readonly title: string; readonly source: ElementId } | undefined;
}

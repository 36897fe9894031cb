import type { Ip } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { CauseCode } from '../trace/cause.ts';
import type { HookName, Match, NetfilterRule, RuleList, Target } from './netfilter.ts';
import type { NftField } from './nft-terms.ts';

export type { NftField, NftOption } from './nft-terms.ts';

/** What nft calls the family of an address. */
export const nftFamilyOf = (ip: Ip): NftTable['family'] => (typeof ip === 'number' ? 'ip' : 'ip6');

/** A table of nftables beside those of iptables. Sets and maps are elements of it as chains are. */
export interface NftTable {
  readonly family: 'ip' | 'ip6';
  readonly name: string;
  readonly comment?: string;
  /** Sets and maps in the order in which `nft list` has them: in which they were made. */
  readonly stores?: readonly NftStore[];
  /** In the order in which they were made. */
  readonly chains: readonly NftChain[];
}

/** A set, or a map from keys to verdicts. */
export interface NftStore {
  readonly kind: 'set' | 'map';
  readonly name: string;
  /** The fields of its keys: what nft prints as its type follows from them. */
  readonly key: readonly NftField[];
  readonly comment?: string;
  /** Rules add to it, and elements leave after so many seconds. Netk follows a client's first connection: nobody is in it yet. */
  readonly dynamic?: { readonly seconds: number };
  /** By the text of their keys, `10.0.0.1 . tcp . 80`, in the order in which nft prints them. */
  readonly elements: ReadonlyMap<string, NftElement>;
}

/** What a map has for a key; of a set, that the key is in it. */
export interface NftElement {
  readonly verdict?: NftVerdict;
  readonly comment?: string;
  readonly source?: ElementId;
  /** The cause of the drop that it leads to. */
  readonly cause?: CauseCode;
}

export type NftVerdict = { readonly kind: 'goto'; readonly chain: string } | { readonly kind: 'drop' };

export interface NftChain extends RuleList {
  /** Where a base chain stands; other chains are jumped to. */
  readonly base?: NftBase;
  readonly comment?: string;
  readonly rules: readonly NftRule[];
}

export interface NftBase {
  readonly type: 'filter' | 'route' | 'nat';
  readonly hook: HookName;
  readonly priority: number;
}

/** Conditions that nft and iptables both have, each with its own spelling, and those that are nft's own. */
export type NftMatch = Extract<
  Match,
  {
    readonly kind:
      | 'src'
      | 'dst'
      | 'in'
      | 'out'
      | 'mark'
      | 'connmark'
      | 'addrtype'
      | 'counter'
      | 'protocol'
      | 'sport'
      | 'dport'
      | 'ctstate'
      | 'recent'
      | 'member'
      | 'ctstatus'
      | 'blocks'
      | 'comment';
  }
>;

type MarkTarget = Extract<Target, { readonly kind: 'mark' | 'connmark' }>;

/** What a rule may do. A mark is or-ed, xor-ed, or restored with all its bits: what else nft says of marks is not needed yet. */
export type NftTarget =
  | Extract<
      Target,
      {
        readonly kind:
          | 'jump'
          | 'goto'
          | 'vmap'
          | 'numgen'
          | 'accept'
          | 'drop'
          | 'reject'
          | 'return'
          | 'none'
          | 'dnat'
          | 'masquerade';
      }
    >
  | (MarkTarget & { readonly spelling: 'or' | 'xor' })
  | (Extract<Target, { readonly kind: 'restore-mark' }> & { readonly whole: true });

/** A rule of nft. Its statements stand in the order of the text: a counter counts what the conditions before it let through. */
export interface NftRule extends NetfilterRule {
  readonly matches: readonly NftMatch[];
  readonly target: NftTarget;
}

/** How nft calls a table or a chain: `ip aws-cni snat-mark`. */
export const nftName = ({ family, name }: NftTable, chain?: RuleList): string =>
  chain ? `${family} ${name} ${chain.name}` : `${family} ${name}`;

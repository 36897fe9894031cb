import type { HookName, Match, NetfilterRule, RuleList, Target } from './netfilter.ts';

/**
 * A table of nftables beside those of iptables. Sets and maps are elements of a table as chains are: what first needs one
 * adds it here, and a match that looks a key up in it.
 */
export interface NftTable {
  readonly family: 'ip';
  readonly name: string;
  /** In the order in which they were made. */
  readonly chains: readonly NftChain[];
}

export interface NftChain extends RuleList {
  /** Where a base chain stands; other chains are jumped to. */
  readonly base?: NftBase;
  readonly rules: readonly NftRule[];
}

export interface NftBase {
  readonly type: 'filter' | 'route' | 'nat';
  readonly hook: HookName;
  readonly priority: number;
}

/** Conditions that nft and iptables both have, each with its own spelling. */
export type NftMatch = Extract<
  Match,
  { readonly kind: 'src' | 'dst' | 'in' | 'out' | 'mark' | 'connmark' | 'addrtype' | 'counter' }
>;

/** What a rule may do. A mark is or-ed, or restored with all its bits: what else nft says of marks is not needed yet. */
export type NftTarget =
  | Extract<Target, { readonly kind: 'jump' | 'accept' | 'drop' | 'return' | 'none' }>
  | (Extract<Target, { readonly kind: 'mark' | 'connmark' }> & { readonly spelling: 'or' })
  | (Extract<Target, { readonly kind: 'restore-mark' }> & { readonly whole: true });

/** A rule of nft. Its statements stand in the order of the text: a counter counts what the conditions before it let through. */
export interface NftRule extends NetfilterRule {
  readonly matches: readonly NftMatch[];
  readonly target: NftTarget;
}

/** How nft calls a table or a chain: `ip aws-cni snat-mark`. */
export const nftName = ({ family, name }: NftTable, chain?: RuleList): string =>
  chain ? `${family} ${name} ${chain.name}` : `${family} ${name}`;

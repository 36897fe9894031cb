import type { Ip } from '../base/addr/index.ts';

/** What a key is made of, and in which order. */
export type NftField = 'ip saddr' | 'ip daddr' | 'ip6 saddr' | 'ip6 daddr' | 'meta l4proto' | 'th dport';

/** One of the alternatives of `numgen random mod N`: a chain, or an end to translate to. */
export interface NftOption {
  readonly label: string;
  readonly to: { readonly chain: string } | { readonly address: Ip; readonly port: number };
}

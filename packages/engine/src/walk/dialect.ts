import type { Family } from '../base/addr/index.ts';
import { textOnce } from '../base/memo.ts';
import type { Chain, NetfilterRule, RuleList } from '../network/netfilter.ts';
import { type NftChain, type NftRule, type NftTable, nftName } from '../network/nft.ts';
import { showNetfilterRule } from '../network/show-netfilter.ts';
import { showNftRule } from '../network/show-nft.ts';
import type { Passage } from './passage.ts';

/** How the chains of one table are found, and how a trace says them: in the words of the tool that lists them. */
export interface Dialect {
  /** The table: `ip kube-proxy`; of iptables `nat`. */
  readonly name: string;
  /** The chain that a rule jumps to. */
  chain(passage: Passage, name: string): RuleList | undefined;
  /** What a trace calls the place of a rule. */
  stage(chain: RuleList): string;
  rule(chain: RuleList, rule: NetfilterRule): string;
  /** The policy of the chain at the hook, where it lets a packet go on. */
  readonly accepts: string;
  /** The same where it drops. */
  readonly drops: string;
}

/** What a trace calls a chain of iptables at a hook, and all that it leads to. */
export const stageOf = ({ stage, table, name }: Chain): string => stage ?? `${table} ${name}`;

/** iptables: the chain at a hook names the place of all rules that it leads to, and each rule its chain. */
export function iptablesDialect(chain: Chain, family: Family): Dialect {
  const stage = family === 4 || chain.stage !== undefined ? stageOf(chain) : `ip6 ${stageOf(chain)}`;
  return {
    name: family === 4 ? chain.table : `ip6 ${chain.table}`,
    chain: ({ compiled }, name) => compiled.chain(chain.table, name, family),
    stage: () => stage,
    rule: (of, rule) => showNetfilterRule(of.name, rule),
    accepts: `policy ${chain.policy ?? 'ACCEPT'}`,
    drops: `-P ${chain.name} DROP`,
  };
}

/** What a trace calls a chain of nft: `nft ip aws-cni snat-mark`. */
export const nftStage = (table: NftTable, chain: RuleList): string => `nft ${nftName(table, chain)}`;

const known = new WeakMap<NftTable, Dialect>();

/** nft: each rule stands in its own chain, and says nothing of it. Made once for each table. */
export function nftDialect(table: NftTable): Dialect {
  const dialect = known.get(table) ?? dialectOf(table);
  known.set(table, dialect);
  return dialect;
}

/** Tables of many machines may have one list of chains. */
const chainsByName = new WeakMap<readonly NftChain[], ReadonlyMap<string, NftChain>>();

function namesOf(chains: readonly NftChain[]): ReadonlyMap<string, NftChain> {
  const names = chainsByName.get(chains) ?? new Map(chains.map((chain) => [chain.name, chain]));
  chainsByName.set(chains, names);
  return names;
}

const nftRule = textOnce(showNftRule);

function dialectOf(table: NftTable): Dialect {
  const chains = namesOf(table.chains);
  return {
    name: nftName(table),
    chain: (_, name) => chains.get(name),
    stage: (chain) => nftStage(table, chain),
    // the rules of the table's own chains, which are all that a walk meets here
    rule: (_, rule) => nftRule(rule as NftRule),
    accepts: 'policy accept',
    drops: 'policy drop',
  };
}

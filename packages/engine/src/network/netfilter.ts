import type { Cidr, Ip } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { CauseCode } from '../trace/cause.ts';
import type { PolicyDecision } from '../trace/policy.ts';
import type { Protocol } from './header.ts';
import type { NftField, NftOption } from './nft-terms.ts';

export const tables = ['raw', 'mangle', 'nat', 'filter'] as const;
export type TableName = (typeof tables)[number];

export const hooks = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'] as const;
export type HookName = (typeof hooks)[number];

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** A condition of a rule. `not` inverts it. Interface names may end in `+`, which stands for any rest. */
export type Match =
  | { readonly kind: 'src' | 'dst'; readonly block: Cidr; readonly not?: boolean }
  | { readonly kind: 'protocol'; readonly protocol: Protocol }
  | { readonly kind: 'sport' | 'dport'; readonly from: number; readonly to: number }
  /** `-m multiport`: one of at most 15 destination ports; a range takes the place of two. */
  | { readonly kind: 'dports'; readonly ports: readonly (number | PortRange)[] }
  | { readonly kind: 'in' | 'out'; readonly name: string; readonly not?: boolean }
  | { readonly kind: 'mark' | 'connmark'; readonly value: number; readonly mask: number; readonly not?: boolean }
  | { readonly kind: 'ctstate'; readonly states: readonly ConntrackState[]; readonly not?: boolean }
  | { readonly kind: 'addrtype'; readonly side: 'src' | 'dst'; readonly not?: boolean; readonly limitIfaceIn?: boolean }
  /** Matches at random, with probability `1/of`. */
  | { readonly kind: 'statistic'; readonly of: number }
  /** The source is in the list of recent ones (`--rcheck`), or is put there (`--set`, always true). */
  | {
      readonly kind: 'recent';
      readonly list: string;
      readonly set: boolean;
      readonly seconds?: number;
      readonly six?: true;
    }
  /** It is in a set of ipset, with each part of the element taken from its source or its destination. */
  | { readonly kind: 'set'; readonly set: string; readonly sides: readonly ('src' | 'dst')[] }
  /** It did not come in by a port of a bridge (`-m physdev ! --physdev-is-in`). */
  | { readonly kind: 'off-bridge' }
  /** Of nft: the fields of a key are in a set. */
  | { readonly kind: 'member'; readonly of: readonly NftField[]; readonly set: string }
  /** Of nft: the address lies in one of several blocks. */
  | { readonly kind: 'blocks'; readonly side: 'src' | 'dst'; readonly blocks: readonly Cidr[]; readonly not?: boolean }
  /** Of nft: the connection's destination is translated. */
  | { readonly kind: 'ctstatus'; readonly status: 'dnat' }
  | Remark;

/** What stands in a rule and matches every packet: a comment, a protocol's match without a condition, a counter. */
export type Remark =
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'bare'; readonly protocol: Protocol }
  | { readonly kind: 'nfacct'; readonly counter: string }
  /** Counts the packets that come so far in a rule of nft. */
  | { readonly kind: 'counter' };

const remarks: readonly Match['kind'][] = ['comment', 'bare', 'nfacct', 'counter'];

export const isRemark = (match: Match): match is Remark => remarks.includes(match.kind);

/**
 * What connection tracking says of a packet; UNTRACKED: a rule kept it away. SNAT and DNAT are said beside the others: the
 * connection is translated.
 */
export type ConntrackState = 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED' | 'SNAT' | 'DNAT';

/** What a rule does. `accept`, `drop`, `reject`, `return` and the three kinds of NAT end the traversal of the chain. */
export type Target =
  | { readonly kind: 'jump'; readonly chain: string }
  /** Of nft: a jump that does not come back to this chain. */
  | { readonly kind: 'goto'; readonly chain: string }
  /** Of nft: what a map says of a key; nothing, where the key is not in it. */
  | { readonly kind: 'vmap'; readonly of: readonly NftField[]; readonly map: string }
  /** Of nft: one of several, each as likely: `numgen random mod N`. */
  | { readonly kind: 'numgen'; readonly choice: string; readonly of: string; readonly options: readonly NftOption[] }
  | { readonly kind: 'accept' | 'drop' | 'return' }
  | { readonly kind: 'reject'; readonly with: 'icmp-port-unreachable' | 'icmp6-port-unreachable' | 'tcp-reset' }
  /** mark = (mark & ~mask) ^ value, as iptables' `--set-xmark`. */
  | {
      readonly kind: 'mark' | 'connmark';
      readonly value: number;
      readonly mask: number;
      readonly spelling: 'set' | 'or' | 'xor';
    }
  /** The packet's mark from the connection's; `whole`: the bits outside of the mask become 0, and do not stay. */
  | { readonly kind: 'restore-mark'; readonly mask: number; readonly whole?: true }
  | { readonly kind: 'save-mark'; readonly mask: number }
  | { readonly kind: 'dnat'; readonly to: Ip; readonly port?: number }
  | { readonly kind: 'snat'; readonly to: Ip; readonly ports: PortChoice }
  | { readonly kind: 'masquerade'; readonly ports: PortChoice }
  /** The packet belongs to no connection on this machine, so that nothing translates it; it goes on (net/netfilter/xt_CT.c). */
  | { readonly kind: 'notrack' }
  /** No target: the rule exists for what its matches do (`recent --set`). */
  | { readonly kind: 'none' };

/** How a source port is chosen: kept if free, or drawn from all. `assumes`: the system does not tell how, and netk takes this. */
export type PortChoice =
  | { readonly kind: 'keep' }
  | { readonly kind: 'random'; readonly fully: boolean; readonly assumes?: string };

export interface NetfilterRule {
  readonly matches: readonly Match[];
  /** Of nft: a mark that the rule sets before it does what its target says. */
  readonly first?: Extract<Target, { readonly kind: 'mark' | 'connmark' }>;
  readonly target: Target;
  /** One of several alternatives of one random choice: of what (a Service), and which (an endpoint). */
  readonly pick?: { readonly kind: string; readonly of: string; readonly option: string };
  readonly source?: ElementId;
  /** The drop cause's code, where the rule exists to refuse. */
  readonly cause?: CauseCode;
  /** The system's own spelling, where it is not iptables'. */
  readonly entry?: string;
  /** What of a network policy the rule is. */
  readonly policy?: PolicyDecision;
}

/** What chains of iptables and of nft have in common. */
export interface RuleList {
  readonly name: string;
  readonly rules: readonly NetfilterRule[];
  /** Set on chains that stand at a hook themselves. */
  readonly policy?: 'ACCEPT' | 'DROP';
  /** What a trace says where the policy drops, if it is not the chain's own spelling: an entry, and its cause. */
  readonly refusal?: { readonly entry: string; readonly cause: CauseCode };
  /** The line that chose the policy. */
  readonly source?: ElementId;
}

/** A chain of iptables. */
export interface Chain extends RuleList {
  readonly table: TableName;
  /** What a trace calls the place, where it is not `table HOOK` (a NAT gateway has no iptables). */
  readonly stage?: string;
}

/** All chains of one device, by `table name`. What is equal on many devices can be shared behind `get`. */
export interface Ruleset {
  get(key: string): Chain | undefined;
  chains(): Iterable<Chain>;
}

export const chainKey = (table: TableName, name: string): string => `${table} ${name}`;

/**
 * Joins parts in order: rules of equal chains follow each other, so the first part's come first. `shared` holds chains
 * that no part adds to.
 */
export function joinRulesets(
  parts: readonly (readonly Chain[])[],
  shared: ReadonlyMap<string, Chain> = new Map(),
): Ruleset {
  const own = new Map<string, Chain>();
  for (const chain of parts.flat()) {
    const key = chainKey(chain.table, chain.name);
    const earlier = own.get(key);
    own.set(key, earlier ? { ...earlier, ...chain, rules: [...earlier.rules, ...chain.rules] } : chain);
  }
  return {
    get: (key) => own.get(key) ?? shared.get(key),
    chains: function* () {
      yield* own.values();
      for (const [key, chain] of shared) if (!own.has(key)) yield chain;
    },
  };
}

/** The chains with a source for every rule that has none of its own: the line that chose the component which installs them. */
export const withSource = (chains: readonly Chain[], source: ElementId | undefined): readonly Chain[] =>
  source === undefined
    ? chains
    : chains.map((chain) => ({
        ...chain,
        rules: chain.rules.map((rule) => (rule.source === undefined ? { ...rule, source } : rule)),
      }));

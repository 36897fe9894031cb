import { type Ip, widthOf } from '../base/addr/index.ts';
import type { NetfilterRule, RuleList } from '../network/netfilter.ts';

/** Shorter chains are looked through rule by rule, so that the trace can show every rule. */
export const longChain = 24;

interface ChainIndex {
  readonly byDestination: ReadonlyMap<Ip, readonly NetfilterRule[]>;
  /** The rules for a destination that no rule names. */
  readonly others: readonly NetfilterRule[];
}

const indexes = new WeakMap<RuleList, ChainIndex>();

/** The rules that can match the destination, in order: a long chain is looked up by exact destination. */
export function candidatesFor(chain: RuleList, dst: Ip): readonly NetfilterRule[] {
  if (chain.rules.length <= longChain) return chain.rules;
  let index = indexes.get(chain);
  if (!index) {
    index = indexOf(chain);
    indexes.set(chain, index);
  }
  return index.byDestination.get(dst) ?? index.others;
}

interface Placed {
  readonly at: number;
  readonly rule: NetfilterRule;
}

function indexOf({ rules }: RuleList): ChainIndex {
  const others: Placed[] = [];
  const exact = new Map<Ip, Placed[]>();
  rules.forEach((rule, at) => {
    const ip = exactDestination(rule);
    if (ip === undefined) others.push({ at, rule });
    else {
      const list = exact.get(ip);
      if (list) list.push({ at, rule });
      else exact.set(ip, [{ at, rule }]);
    }
  });
  const byDestination = new Map(
    [...exact].map(([ip, list]) => [ip, [...list, ...others].sort((a, b) => a.at - b.at).map((each) => each.rule)]),
  );
  return { byDestination, others: others.map((each) => each.rule) };
}

function exactDestination(rule: NetfilterRule): Ip | undefined {
  const match = rule.matches.find((each) => each.kind === 'dst');
  if (match?.kind !== 'dst' || match.not) return undefined;
  return match.block.bits === widthOf(typeof match.block.base === 'number' ? 4 : 6) ? match.block.base : undefined;
}

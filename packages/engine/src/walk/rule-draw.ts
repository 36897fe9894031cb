import { type Chain, chainKey, isRemark, type NetfilterRule, type RuleList } from '../network/netfilter.ts';
import type { NftOption } from '../network/nft.ts';
import type { Option } from './decider.ts';
import type { Dialect } from './dialect.ts';
import { fraction, minus, one, times } from './fraction.ts';
import type { Lead } from './kinds.ts';
import { missed } from './matches.ts';
import type { Passage } from './passage.ts';

/** One alternative of a random choice, with its rule and how far behind the first one that stands. */
export interface Alternative extends Option {
  readonly rule: NetfilterRule;
  readonly offset: number;
}

const known = new WeakMap<NetfilterRule, readonly Alternative[]>();

/** The rules of one random choice from `start` on, with the exact probability of each. */
export function alternatives(rules: readonly NetfilterRule[], start: number, passage: Passage): readonly Alternative[] {
  const head = rules[start]!;
  const first = head.pick!;
  // rules that match nothing but the dice give every packet the same alternatives
  const kept = known.get(head);
  if (kept) return kept;
  const out: Alternative[] = [];
  let always = true;
  let rest = one;
  for (let at = start; at < rules.length; at++) {
    const rule = rules[at]!;
    if (rule.pick?.kind !== first.kind || rule.pick.of !== first.of) break;
    const statistic = rule.matches.find((match) => match.kind === 'statistic');
    if (!rule.matches.every((match) => match === statistic || isRemark(match))) always = false;
    if (missed(rule, passage)) continue;
    const probability = statistic ? times(rest, fraction(1, statistic.of)) : rest;
    out.push({ label: rule.pick.option, probability, rule, offset: at - start });
    if (!statistic) break;
    rest = minus(rest, probability);
  }
  if (always) known.set(head, out);
  return out;
}

const leads = new WeakMap<readonly Alternative[], readonly Lead[]>();

/** Where each alternative leads that jumps to a chain of iptables of its own, which translates the destination. Undefined: one does not. */
export function leadsOf(
  passage: Passage,
  dialect: Dialect,
  group: readonly Alternative[],
): readonly Lead[] | undefined {
  const kept = leads.get(group);
  if (kept) return kept;
  const out: Lead[] = [];
  for (const { rule } of group) {
    const chain = rule.target.kind === 'jump' ? dialect.chain(passage, rule.target.chain) : undefined;
    const to = chain?.rules.flatMap(({ target }) => (target.kind === 'dnat' ? [target.to] : []));
    if (!chain || !('table' in chain) || to?.length !== 1) return undefined;
    const { table, name, rules } = chain as Chain;
    out.push({ address: to[0]!, own: rules, names: [name], chain: chainKey(table, name) });
  }
  leads.set(group, out);
  return out;
}

const drawnOptions = new WeakMap<object, readonly Option[]>();

/** The alternatives of `numgen random mod N`. */
export function optionsOf(target: Extract<NetfilterRule['target'], { kind: 'numgen' }>): readonly Option[] {
  const kept = drawnOptions.get(target);
  if (kept) return kept;
  const { options } = target;
  const out = options.map(({ label }) => ({ label, probability: fraction(1, options.length) }));
  drawnOptions.set(target, out);
  return out;
}

/** Where each alternative of nft leads: to an end, or by a chain of its own that translates to one. Undefined: one does not. */
export function leadsOfOptions(
  options: readonly NftOption[],
  chainNamed: (name: string) => RuleList | undefined,
): readonly Lead[] | undefined {
  const out: Lead[] = [];
  for (const { to } of options) {
    if (!('chain' in to)) {
      out.push({ address: to.address, own: [to.port], names: [] });
      continue;
    }
    const chain = chainNamed(to.chain);
    const ends = chain?.rules.flatMap(({ target }) => (target.kind === 'dnat' ? [target.to] : []));
    if (!chain || ends?.length !== 1) return undefined;
    out.push({ address: ends[0]!, own: chain.rules, names: [to.chain] });
  }
  return out;
}

import { type Ip, widthOf } from '../base/addr/index.ts';
import {
  type Chain,
  chainKey,
  type HookName,
  isRemark,
  type NetfilterRule,
  type TableName,
} from '../network/netfilter.ts';
import { showNetfilterRule } from '../network/show-netfilter.ts';
import type { CauseCode } from '../trace/cause.ts';
import type { Step, StepKind, Tried } from '../trace/trace.ts';
import type { Option } from './decider.ts';
import { fraction, minus, one, times } from './fraction.ts';
import { misses } from './matches.ts';
import { nat } from './nat.ts';
import type { Passage } from './passage.ts';

/** What a table's chains said: go on, or the end of the packet. */
export type Ruling =
  | { readonly kind: 'go' }
  | ({ readonly kind: 'drop' | 'reject'; readonly cause: CauseCode } & Omit<Step, 'kind' | 'cause'>);

const go: Ruling = { kind: 'go' };

/** What is left of a traversal: entries that were looked at since the last step, and chains that said nothing. */
interface Traversal {
  readonly stage: string;
  tried: Tried[];
  returned: string[];
}

/** Runs one table's chain of one hook over the packet. Steps are added to the passage. */
export function applyTable(passage: Passage, table: TableName, hook: HookName): Ruling {
  const chain = passage.device.ruleset?.get(chainKey(table, hook));
  if (!chain || (chain.rules.length === 0 && chain.policy !== 'DROP')) return go;
  const traversal: Traversal = { stage: chain.stage ?? `${table} ${hook}`, tried: [], returned: [] };
  const at = passage.steps.length;
  const ruling = traverse(passage, chain, traversal);
  if (ruling !== 'fell through') return ruling === 'accept' ? go : ruling;
  if (chain.policy === 'DROP')
    return {
      ...{ kind: 'drop', cause: 'FWD-DROP', stage: traversal.stage, entry: `-P ${hook} DROP`, ...chain.refusal },
      ...(chain.source === undefined ? {} : { source: chain.source }),
      ...(traversal.tried.length > 0 ? { tried: traversal.tried } : {}),
    };
  // what fell through after something had fired is no news; what fell through altogether is
  if (passage.steps.length === at) {
    const names = traversal.returned.length > 0 ? `${traversal.returned.join(', ')} returned; ` : '';
    passage.add({
      kind: 'rule',
      stage: traversal.stage,
      entry: `${names}policy ${chain.policy ?? 'ACCEPT'}`,
      ...(traversal.tried.length > 0 ? { tried: traversal.tried } : {}),
    });
  }
  return go;
}

type Verdict = 'accept' | 'fell through' | Exclude<Ruling, { kind: 'go' }>;

function traverse(passage: Passage, chain: Chain, traversal: Traversal): Verdict {
  const { rules } = chain;
  const candidates = candidatesFor(chain, passage.packet.dst);
  if (candidates.length < rules.length) {
    const skipped = rules.length - candidates.length;
    traversal.tried.push({ entry: `${skipped} more rules of ${chain.name}`, why: 'destination differs' });
  }
  for (let i = 0; i < candidates.length; i++) {
    let rule = candidates[i]!;
    const why = misses(rule, passage);
    if (why !== undefined) {
      traversal.tried.push({ entry: showNetfilterRule(chain.name, rule), why });
      continue;
    }
    if (rule.pick) {
      const group = alternatives(candidates, i, passage);
      const taken = passage.decider.choose(rule.pick.kind, passage.device, rule.pick.of, group);
      traversal.tried.push(...notDrawn(chain, group, taken));
      rule = group[taken]!.rule;
      i += group[taken]!.offset;
    }
    const verdict = fire(passage, chain, rule, traversal);
    if (verdict === 'return') return 'fell through';
    if (verdict !== 'fell through') return verdict;
  }
  return 'fell through';
}

/** Does what a matching rule says. */
function fire(passage: Passage, chain: Chain, rule: NetfilterRule, traversal: Traversal): Verdict | 'return' {
  const entry = showNetfilterRule(chain.name, rule);
  const { target } = rule;
  const step = (kind: StepKind) => {
    const tried = traversal.tried;
    traversal.tried = [];
    traversal.returned = [];
    return {
      kind,
      stage: traversal.stage,
      entry,
      ...(rule.source === undefined ? {} : { source: rule.source }),
      ...(tried.length > 0 ? { tried } : {}),
    };
  };
  switch (target.kind) {
    case 'jump': {
      const next = passage.device.ruleset?.get(chainKey(chain.table, target.chain));
      if (!next) throw new Error(`${passage.device.name}: no chain ${target.chain}`);
      return jump(passage, next, rule, entry, traversal);
    }
    case 'accept':
      passage.add(step('rule'));
      return 'accept';
    case 'return':
      passage.add(step('rule'));
      return 'return';
    case 'drop':
    case 'reject':
      return {
        ...step('drop'),
        kind: target.kind,
        cause: rule.cause ?? (target.kind === 'drop' ? 'FWD-DROP' : 'SVC-NOEP'),
      };
    case 'mark':
      passage.change(step('rule'), () => {
        const mark = ((passage.packet.mark & ~target.mask) ^ target.value) >>> 0;
        passage.packet = {
          ...passage.packet,
          mark: target.spelling === 'xor' ? (passage.packet.mark ^ target.value) >>> 0 : mark,
        };
      });
      return 'fell through';
    case 'connmark':
      passage.change(step('rule'), () => {
        const connection = passage.tracked?.connection;
        if (connection) connection.mark = ((connection.mark & ~target.mask) ^ target.value) >>> 0;
      });
      return 'fell through';
    case 'restore-mark':
      passage.change(step('rule'), () => {
        const saved = (passage.tracked?.connection.mark ?? 0) & target.mask;
        passage.packet = { ...passage.packet, mark: ((passage.packet.mark & ~target.mask) | saved) >>> 0 };
      });
      return 'fell through';
    case 'save-mark':
      passage.change(step('rule'), () => {
        const connection = passage.tracked?.connection;
        if (connection)
          connection.mark = ((connection.mark & ~target.mask) | (passage.packet.mark & target.mask)) >>> 0;
      });
      return 'fell through';
    case 'dnat':
    case 'snat':
    case 'masquerade':
      nat(passage, target, step('nat'));
      return 'accept';
    case 'none':
      // a comment in the place of a rule does nothing
      if (!rule.matches.every(isRemark)) passage.add(step('rule'));
      return 'fell through';
  }
}

/** Follows a jump. A chain in which nothing matched is only named; one that did something has its own steps. */
function jump(passage: Passage, next: Chain, rule: NetfilterRule, entry: string, traversal: Traversal): Verdict {
  const at = passage.steps.length;
  const tried = traversal.tried;
  traversal.tried = [];
  const returned = traversal.returned;
  traversal.returned = [];
  const verdict = traverse(passage, next, traversal);
  if (verdict === 'fell through' && passage.steps.length === at) {
    traversal.tried = [...tried, { entry, why: `${next.name} returned` }, ...traversal.tried];
    traversal.returned = [...returned, next.name];
    return verdict;
  }
  passage.steps.splice(at, 0, {
    kind: 'rule',
    stage: traversal.stage,
    entry,
    ...(rule.source === undefined ? {} : { source: rule.source }),
    ...(tried.length > 0 ? { tried } : {}),
  });
  return verdict;
}

/** One alternative of a random choice, with its rule and how far behind the first one that stands. */
interface Alternative extends Option {
  readonly rule: NetfilterRule;
  readonly offset: number;
}

/** More rules than anybody reads are counted. */
function notDrawn(chain: Chain, group: readonly Alternative[], taken: number): Tried[] {
  if (taken > longChain) return [{ entry: `${taken} rules of ${chain.name}`, why: 'not drawn' }];
  return group.slice(0, taken).map(({ rule }) => ({ entry: showNetfilterRule(chain.name, rule), why: 'not drawn' }));
}

const known = new WeakMap<NetfilterRule, readonly Alternative[]>();

/** The rules of one random choice from `start` on, with the exact probability of each. */
function alternatives(rules: readonly NetfilterRule[], start: number, passage: Passage): readonly Alternative[] {
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
    if (misses(rule, passage) !== undefined) continue;
    const probability = statistic ? times(rest, fraction(1, statistic.of)) : rest;
    out.push({ label: rule.pick.option, probability, rule, offset: at - start });
    if (!statistic) break;
    rest = minus(rest, probability);
  }
  if (always) known.set(head, out);
  return out;
}

const indexes = new WeakMap<Chain, Map<Ip, NetfilterRule[]>>();
/** Shorter chains are looked through rule by rule, so that the trace can show every rule. */
const longChain = 24;

/** The rules that can match the destination, in order: a long chain is looked up by exact destination. */
function candidatesFor(chain: Chain, dst: Ip): readonly NetfilterRule[] {
  if (chain.rules.length <= longChain) return chain.rules;
  let index = indexes.get(chain);
  if (!index) {
    index = new Map();
    const others: { at: number; rule: NetfilterRule }[] = [];
    const exact = new Map<Ip, { at: number; rule: NetfilterRule }[]>();
    chain.rules.forEach((rule, at) => {
      const ip = exactDestination(rule);
      if (ip === undefined) others.push({ at, rule });
      else exact.set(ip, [...(exact.get(ip) ?? []), { at, rule }]);
    });
    for (const [ip, list] of exact)
      index.set(
        ip,
        [...list, ...others].sort((a, b) => a.at - b.at).map((each) => each.rule),
      );
    rest.set(
      chain,
      others.map((each) => each.rule),
    );
    indexes.set(chain, index);
  }
  return index.get(dst) ?? rest.get(chain)!;
}

const rest = new WeakMap<Chain, readonly NetfilterRule[]>();

function exactDestination(rule: NetfilterRule): Ip | undefined {
  const match = rule.matches.find((each) => each.kind === 'dst');
  if (match?.kind !== 'dst' || match.not) return undefined;
  return match.block.bits === widthOf(typeof match.block.base === 'number' ? 4 : 6) ? match.block.base : undefined;
}

import { type HookName, isRemark, type NetfilterRule, type RuleList } from '../network/netfilter.ts';
import { showNftElement } from '../network/show-nft.ts';
import type { CauseCode } from '../trace/cause.ts';
import type { Step, StepKind, Tried } from '../trace/trace.ts';
import { candidatesFor, longChain } from './chain-index.ts';
import type { Dialect } from './dialect.ts';
import { elementIn, missed, whyNot } from './matches.ts';
import { nat } from './nat.ts';
import type { Outcome, Passage } from './passage.ts';
import { type Alternative, alternatives, leadsOf, leadsOfOptions, optionsOf } from './rule-draw.ts';
import { deniedCause } from './stages/policy.ts';

/** The end of the packet that a chain said. */
type Stopped = { readonly kind: 'drop' | 'reject'; readonly cause: CauseCode } & Omit<Step, 'kind' | 'cause'>;

type Verdict = 'accept' | 'fell through' | Stopped;

/** What is left of a traversal: entries that were looked at since the last step, and chains that said nothing. */
interface Traversal {
  readonly dialect: Dialect;
  tried: Tried[];
  returned: string[];
}

/** Where nobody reads what was tried, nothing is kept of it. */
const nothing: Tried[] = [];
const none: string[] = [];

/** Runs a chain of a hook over the packet, and what it jumps to. Undefined: the packet goes on. */
export function runChain(passage: Passage, chain: RuleList, hook: HookName, dialect: Dialect): Outcome | undefined {
  const { log } = passage;
  const traversal: Traversal = { dialect, tried: log ? [] : nothing, returned: log ? [] : none };
  const at = log?.steps.length ?? 0;
  const verdict = traverse(passage, chain, traversal);
  if (verdict === 'accept') return undefined;
  if (verdict !== 'fell through') return end(passage, verdict, hook);
  const { tried, returned } = traversal;
  if (chain.policy === 'DROP')
    return end(
      passage,
      {
        ...{ kind: 'drop', cause: 'FWD-DROP', stage: dialect.stage(chain), entry: dialect.drops, ...chain.refusal },
        ...(chain.source === undefined ? {} : { source: chain.source }),
        ...(tried.length > 0 ? { tried } : {}),
      },
      hook,
    );
  // what fell through after something had fired is no news; what fell through altogether is
  if (log && log.steps.length === at) {
    const names = returned.length > 0 ? `${returned.join(', ')} returned; ` : '';
    log.add({
      kind: 'rule',
      stage: dialect.stage(chain),
      entry: `${names}${dialect.accepts}`,
      ...(tried.length > 0 ? { tried } : {}),
    });
  }
  return undefined;
}

/** Ends the packet's way, unless the stop is lifted. What OUTPUT and POSTROUTING stop is still in its sender's call. */
function end(passage: Passage, { kind, cause, ...step }: Stopped, hook: HookName): Outcome | undefined {
  const { packet, iif } = passage;
  const stopped = passage.stop(step, cause);
  if (!stopped) return undefined;
  // of what IPVS sends on nobody is told in the call
  const within =
    iif === undefined && !passage.balanced && (hook === 'OUTPUT' || hook === 'POSTROUTING')
      ? { within: 'call' as const }
      : {};
  return kind === 'drop'
    ? { kind: 'dropped', cause, ...within }
    : { kind: 'refused', packet, cause, by: 'icmp', ...within };
}

function traverse(passage: Passage, chain: RuleList, traversal: Traversal): Verdict {
  const { rules } = chain;
  const { log, around } = passage;
  around.footprint?.chain(passage.device, chain, passage.packet);
  const candidates = candidatesFor(chain, passage.packet.dst);
  if (log && candidates.length < rules.length) {
    const skipped = rules.length - candidates.length;
    traversal.tried.push({ entry: `${skipped} more rules of ${chain.name}`, why: 'destination differs' });
  }
  for (let i = 0; i < candidates.length; i++) {
    let rule = candidates[i]!;
    const condition = missed(rule, passage);
    if (condition) {
      if (log) traversal.tried.push({ entry: traversal.dialect.rule(chain, rule), why: whyNot(condition, passage) });
      continue;
    }
    if (rule.pick) {
      const group = alternatives(candidates, i, passage);
      const taken = passage.around.decider.choose(rule.pick.kind, passage.device, rule.pick.of, group, () =>
        leadsOf(passage, traversal.dialect, group),
      );
      if (log) traversal.tried.push(...notDrawn(traversal.dialect, chain, group, taken));
      rule = group[taken]!.rule;
      i += group[taken]!.offset;
    }
    if (rule.first) changeMarks(passage, rule.first);
    const verdict = fire(passage, chain, rule, traversal);
    if (verdict === 'return') return 'fell through';
    if (verdict !== 'fell through') return verdict;
  }
  return 'fell through';
}

/** The step of a rule that fired, with what was tried before it. */
function stepOf(kind: StepKind, chain: RuleList, rule: NetfilterRule, traversal: Traversal): Step {
  const { tried, dialect } = traversal;
  traversal.tried = [];
  traversal.returned = [];
  return {
    kind,
    stage: dialect.stage(chain),
    entry: dialect.rule(chain, rule),
    ...(rule.source === undefined ? {} : { source: rule.source }),
    ...(rule.policy === undefined ? {} : { policy: rule.policy }),
    ...(tried.length > 0 ? { tried } : {}),
  };
}

/** Why a rule drops: of policies that depends on what is asked for. */
const causeOf = ({ cause, policy }: NetfilterRule, { packet }: Passage): CauseCode | undefined =>
  policy ? deniedCause(policy.direction, packet) : cause;

/** Does what a matching rule says. */
function fire(passage: Passage, chain: RuleList, rule: NetfilterRule, traversal: Traversal): Verdict | 'return' {
  const { target } = rule;
  const { log } = passage;
  if (rule.policy && rule.policy.verdict !== 'skip') passage.decided(rule.policy);
  switch (target.kind) {
    case 'jump': {
      const next = traversal.dialect.chain(passage, target.chain);
      if (!next) throw new Error(`${passage.device.name}: no chain ${target.chain}`);
      return log ? jump(passage, { chain, next, rule }, traversal) : traverse(passage, next, traversal);
    }
    case 'goto': {
      const next = traversal.dialect.chain(passage, target.chain);
      if (!next) throw new Error(`${passage.device.name}: no chain ${target.chain}`);
      const verdict = log ? jump(passage, { chain, next, rule }, traversal) : traverse(passage, next, traversal);
      // nothing comes back from there
      return verdict === 'fell through' ? 'return' : verdict;
    }
    case 'vmap':
      return lookUp(passage, { chain, rule, target }, traversal);
    case 'numgen':
      return draw(passage, { chain, rule, target }, traversal);
    case 'accept':
    case 'return':
      log?.add(stepOf('rule', chain, rule, traversal));
      return target.kind;
    case 'drop':
    case 'reject':
      return {
        ...stepOf('drop', chain, rule, traversal),
        kind: target.kind,
        cause: causeOf(rule, passage) ?? (target.kind === 'drop' ? 'FWD-DROP' : 'SVC-NOEP'),
      };
    case 'mark':
    case 'connmark':
    case 'restore-mark':
    case 'save-mark': {
      const before = passage.moment();
      changeMarks(passage, target);
      if (before) passage.changed(before, stepOf('rule', chain, rule, traversal));
      return 'fell through';
    }
    case 'dnat':
    case 'snat':
    case 'masquerade':
      nat(passage, target, log && stepOf('nat', chain, rule, traversal));
      return 'accept';
    case 'notrack': {
      const before = passage.moment();
      // what belongs to a connection stays with it (xt_CT.c, notrack_tg)
      if (!passage.tracked && passage.connections) passage.untracked = true;
      if (before) passage.changed(before, stepOf('rule', chain, rule, traversal));
      return 'fell through';
    }
    case 'none':
      // a comment in the place of a rule does nothing
      if (log && !rule.matches.every(isRemark)) log.add(stepOf('rule', chain, rule, traversal));
      return 'fell through';
  }
}

/** What a map has for the packet; nothing, where it has nothing. */
function lookUp(
  passage: Passage,
  {
    chain,
    rule,
    target,
  }: {
    readonly chain: RuleList;
    readonly rule: NetfilterRule;
    readonly target: Extract<NetfilterRule['target'], { kind: 'vmap' }>;
  },
  traversal: Traversal,
): Verdict | 'return' {
  const { log } = passage;
  const { key, found } = elementIn(target.of, target.map, passage);
  const entry = (): string => traversal.dialect.rule(chain, rule);
  if (!found?.verdict) {
    if (log) traversal.tried.push({ entry: entry(), why: `${key} is not in ${target.map}` });
    return 'fell through';
  }
  const element = {
    entry: showNftElement(key, found),
    ...(found.source === undefined ? {} : { source: found.source }),
  };
  const stage = `nft ${traversal.dialect.name} @${target.map}`;
  log?.add(stepOf('rule', chain, rule, traversal));
  if (found.verdict.kind === 'drop') return { kind: 'drop', cause: found.cause ?? 'FWD-DROP', stage, ...element };
  log?.add({ kind: 'rule', stage, ...element });
  const next = traversal.dialect.chain(passage, found.verdict.chain);
  if (!next) throw new Error(`${passage.device.name}: no chain ${found.verdict.chain}`);
  const verdict = traverse(passage, next, traversal);
  return verdict === 'fell through' ? 'return' : verdict;
}

/** One of several, each as likely. */
function draw(
  passage: Passage,
  {
    chain,
    rule,
    target,
  }: {
    readonly chain: RuleList;
    readonly rule: NetfilterRule;
    readonly target: Extract<NetfilterRule['target'], { kind: 'numgen' }>;
  },
  traversal: Traversal,
): Verdict | 'return' {
  const { choice, of, options } = target;
  const { dialect } = traversal;
  const alternatives = optionsOf(target);
  const taken = passage.around.decider.choose(choice, passage.device, of, alternatives, () =>
    leadsOfOptions(options, (name) => dialect.chain(passage, name)),
  );
  const { to } = options[taken]!;
  if (!('chain' in to)) {
    const { address, port } = to;
    nat(passage, { kind: 'dnat', to: address, port }, passage.log && stepOf('nat', chain, rule, traversal));
    return 'accept';
  }
  passage.log?.add(stepOf('rule', chain, rule, traversal));
  const next = dialect.chain(passage, to.chain);
  if (!next) throw new Error(`${passage.device.name}: no chain ${to.chain}`);
  const verdict = traverse(passage, next, traversal);
  return verdict === 'fell through' ? 'return' : verdict;
}

type MarkTarget = Extract<NetfilterRule['target'], { kind: 'mark' | 'connmark' | 'restore-mark' | 'save-mark' }>;

const masked = (was: number, target: MarkTarget, value: number): number => ((was & ~target.mask) ^ value) >>> 0;

function changeMarks(passage: Passage, target: MarkTarget): void {
  const { packet } = passage;
  const connection = passage.tracked?.connection;
  switch (target.kind) {
    case 'mark': {
      const mark =
        target.spelling === 'xor' ? (packet.mark ^ target.value) >>> 0 : masked(packet.mark, target, target.value);
      passage.packet = { ...packet, mark };
      return;
    }
    case 'restore-mark':
      // what belongs to no connection keeps its own mark (xt_connmark.c, connmark_tg_shift)
      if (connection)
        passage.packet = {
          ...packet,
          mark: masked(target.whole ? 0 : packet.mark, target, connection.mark & target.mask),
        };
      return;
    case 'connmark':
      if (connection) connection.mark = masked(connection.mark, target, target.value);
      return;
    case 'save-mark':
      if (connection) connection.mark = masked(connection.mark, target, packet.mark & target.mask);
  }
}

/** Follows a jump. A chain in which nothing matched is only named; one that did something has its own steps. */
function jump(
  passage: Passage,
  { chain, next, rule }: { readonly chain: RuleList; readonly next: RuleList; readonly rule: NetfilterRule },
  traversal: Traversal,
): Verdict {
  const steps = passage.log?.steps ?? [];
  const at = steps.length;
  const { tried, returned, dialect } = traversal;
  traversal.tried = [];
  traversal.returned = [];
  const entry = dialect.rule(chain, rule);
  const verdict = traverse(passage, next, traversal);
  if (verdict === 'fell through' && steps.length === at) {
    traversal.tried = [...tried, { entry, why: `${next.name} returned` }, ...traversal.tried];
    traversal.returned = [...returned, next.name];
    return verdict;
  }
  steps.splice(at, 0, {
    kind: 'rule',
    stage: dialect.stage(chain),
    entry,
    ...(rule.source === undefined ? {} : { source: rule.source }),
    ...(tried.length > 0 ? { tried } : {}),
  });
  return verdict;
}

/** More rules than anybody reads are counted. */
function notDrawn(dialect: Dialect, chain: RuleList, group: readonly Alternative[], taken: number): Tried[] {
  if (taken > longChain) return [{ entry: `${taken} rules of ${chain.name}`, why: 'not drawn' }];
  return group.slice(0, taken).map(({ rule }) => ({ entry: dialect.rule(chain, rule), why: 'not drawn' }));
}

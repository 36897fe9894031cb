import type { Work } from '../../base/work.ts';
import type { Network } from '../../network/network.ts';
import type { Plan } from '../../plan/plan.ts';
import { Footprint } from '../../walk/footprint.ts';
import type { Member } from '../members.ts';
import { learn, sizeOf } from './learn.ts';
import { Machines, nothingSeen, type Standing } from './machine-kinds.ts';
import { isSame, type Pair, pairClasses } from './pair-classes.ts';
import { askedTexts, type Receiver, receiversIn, type Sender, type Side, sendersIn } from './sides.ts';

/** What came of walking one pair. */
export interface Walked {
  readonly holds: boolean | undefined;
  readonly reason: string;
  /** netk failed at it: nothing is said of others. */
  readonly bug?: string;
}

/** What came of pairs that nothing tells apart: how many there are, and the first of them. */
export interface Decided {
  readonly count: number;
  readonly first: Pair;
  readonly walked: Walked;
}

export interface Asking {
  readonly plan: Plan;
  readonly network: Network;
  readonly senders: readonly Member[];
  readonly receivers: readonly Member[];
  readonly standing: Standing;
  /** Walks a pair; what it looks at is to be written down. */
  readonly walk: (pair: Pair, footprint: Footprint) => Work<Walked>;
  /** How many more pairs may be walked. */
  readonly left: () => number;
}

/** There are more kinds of pairs than may be walked. */
export interface TooMany {
  readonly kinds: number;
}

/**
 * Decides every pair of two sets by walking one of each kind. Pairs are of one kind if everything that the walk of one of
 * them looked at is the same for the other, but for the names of the machines: a walk of the other is the same walk. What
 * walks look at is found by walking, so that kinds are parted further until a walk of each looked at nothing new.
 */
export function* deciding(asking: Asking): Work<readonly Decided[] | TooMany> {
  const { plan, network, left } = asking;
  const senders = yield* sendersIn(plan, network, asking.senders);
  const receivers = receiversIn(plan, network, asking.receivers);
  const sides: readonly (Sender | Receiver)[] = [...senders, ...receivers];
  const machines = yield* Machines.of(network, new Set(sides.flatMap(({ machine }) => machine ?? [])), asking.standing);
  const seen = nothingSeen();
  const texts = yield* askedTexts(plan, network, senders, receivers, machines, seen.singles);
  const outcomes = new Map<Pair['from'], Map<Pair['to'], Walked>>();
  /** Outcomes of which nobody can say that others have them. */
  const alone = new Set<Walked>();
  function* outcomeOf(pair: Pair): Work<Walked | undefined> {
    const known = outcomes.get(pair.from)?.get(pair.to);
    if (known) return known;
    if (left() <= 0) return undefined;
    const footprint = new Footprint();
    const walked = yield* asking.walk(pair, footprint);
    outcomes.set(pair.from, (outcomes.get(pair.from) ?? new Map<Receiver, Walked>()).set(pair.to, walked));
    if (footprint.alone || walked.bug !== undefined) alone.add(walked);
    learn(seen, footprint, pair, machines);
    yield { branches: 1, share: 0 };
    return walked;
  }
  // the first walk shows most of what there is to see
  if (!(yield* outcomeOf(firstOf(senders, receivers)))) return { kinds: 1 };
  for (;;) {
    const before = sizeOf(seen);
    const kinds = yield* machines.kinds(seen);
    const numbers = new Map<string, string>();
    const kindOf = new Map<Side, string>();
    for (const side of sides) {
      const text = `${side.machine === undefined ? '' : kinds.get(side.machine)} ${texts.get(side)}`;
      const number = numbers.get(text) ?? `${numbers.size}`;
      numbers.set(text, number);
      kindOf.set(side, number);
    }
    const of = (side: Side): string => kindOf.get(side)!;
    const least = new Set(senders.map(of)).size * new Set(receivers.map(of)).size;
    // a class of each two kinds, but where the only pair is nobody's
    if (least > 2 * (left() + outcomes.size) + senders.length) return { kinds: least };
    const classes = pairClasses(senders, receivers, of, (id) => machines.get(id));
    const decided: Decided[] = [];
    for (const { first, count, all } of classes) {
      const walked = yield* outcomeOf(first);
      if (!walked) return { kinds: classes.length };
      if (!alone.has(walked)) {
        decided.push({ first, count, walked });
        continue;
      }
      if (count > left() + 1 + (outcomes.get(first.from)?.size ?? 0)) return { kinds: classes.length - 1 + count };
      for (const pair of all()) {
        const own = yield* outcomeOf(pair);
        if (!own) return { kinds: classes.length - 1 + count };
        decided.push({ first: pair, count: 1, walked: own });
      }
    }
    if (sizeOf(seen) === before) return decided;
  }
}

function firstOf(senders: readonly Sender[], receivers: readonly Receiver[]): Pair {
  for (const from of senders)
    for (const to of receivers) if (!isSame(from.member.operand, to.member.operand)) return { from, to };
  throw new Error('there is no pair');
}

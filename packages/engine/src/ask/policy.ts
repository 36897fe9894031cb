import type { Work } from '../base/work.ts';
import type { Network } from '../network/network.ts';
import type { Plan } from '../plan/plan.ts';
import { type ElementId, elementId } from '../topology/id.ts';
import { type Expect, strangerId, type Walk } from '../topology/question.ts';
import type { Footprint } from '../walk/footprint.ts';
import { outlining } from './ask.ts';
import { expectText, judgement, standingIn } from './expect.ts';
import { deciding, type Walked } from './kinds/decide.ts';
import { isSame } from './kinds/pair-classes.ts';
import { countPairs, type Member, mostMembers, receiversOf, sendersOf, sizeOfSet } from './members.ts';
import { failedOutline, failureOf, orFailed } from './own-failure.ts';
import { withStranger } from './strangers.ts';

/** Pairs of one policy that are walked: each may take a millisecond or more. Others are known to be like one of them. */
export const mostPairs = 1000;

/** So few pairs are walked one by one: that takes less than to look how they are alike. */
const fewPairs = 100;

/** Pairs that are walked for all policies of a file. */
const mostPairsOfFile = 20_000;

/** Counts the pairs of a file's policies. */
export class PairBudget {
  #left = mostPairsOfFile;

  get left(): number {
    return this.#left;
  }

  /** Takes so many pairs; false: there are not so many left. */
  take(pairs: number): boolean {
    if (pairs > this.#left) return false;
    this.#left -= pairs;
    return true;
  }
}

/** What came of an expectation at the top of a file, which must hold for every pair of a sender and a receiver. */
export interface PolicyAnswer {
  readonly pairs: number;
  /** Undefined: it cannot be told. */
  readonly holds: boolean | undefined;
  /** Why not, in one sentence, with the first pair for which it does not hold. */
  readonly why: string;
  /** One of the sets has no member. */
  readonly nobody?: true;
  /** In words, where netk failed at a pair, and nothing else is wrong. */
  readonly bug?: string;
  /** The elements of that pair. */
  readonly parties: readonly { readonly about: ElementId; readonly message: string }[];
}

/** Two members, and what came of walking from one to the other: of this pair, or of as many that nothing tells from it. */
interface Outcome extends Walked {
  readonly pair: Pair;
  readonly count: number;
}

interface Pair {
  readonly from: Member;
  readonly to: Member;
}

const walkOf = ({ id }: Expect, { from, to }: Pair): Walk => ({
  id: elementId(`${id}~${from.operand.text}~${to.operand.text}`),
  uri: '',
  from: from.operand,
  to: to.operand,
  ...(to.protocol === undefined ? {} : { protocol: to.protocol }),
  chooses: [],
  givens: [],
  expects: [],
  settings: [],
});

function partiesOf({ from, to }: Pair): PolicyAnswer['parties'] {
  const party = ({ operand }: Member, word: string) =>
    // who stands in no line is no place to point at
    operand.kind === 'element' && operand.of !== strangerId
      ? [{ about: operand.of, message: `${word} ${operand.text}` }]
      : [];
  return [...party(from, 'from'), ...party(to, 'to')];
}

/** Decides every pair of a policy, in steps. More than a few pairs are walked once for each kind. */
export function* askingPolicy(
  described: Plan,
  compiled: () => Network,
  asked: Expect,
  budget: PairBudget,
  few = fewPairs,
): Work<PolicyAnswer> {
  const standing = asked.from && withStranger(described, compiled, asked.from);
  const { plan, network } = standing ?? { plan: described, network: compiled };
  const expect: Expect = standing ? { ...asked, from: standing.from } : asked;
  const cannot = (pairs: number, why: string): PolicyAnswer => ({
    pairs,
    holds: undefined,
    why: `"${expectText(expect)}" cannot be told: ${why}`,
    parties: [],
  });
  if (!expect.from || !expect.to) return cannot(0, 'an expectation of a file needs "from … to …"');
  // Before there is a list of them: a cluster may have a hundred thousand pods.
  if (sizeOfSet(plan, expect.from) > mostMembers || sizeOfSet(plan, expect.to) > mostMembers)
    return cannot(
      sizeOfSet(plan, expect.from) * sizeOfSet(plan, expect.to),
      `one of its sets has more than ${mostMembers} members: name smaller sets`,
    );
  const [senders, receivers] = [sendersOf(plan, expect.from), receiversOf(plan, expect.to)];
  if (senders.length === 0 || receivers.length === 0)
    return { ...cannot(0, `there is no ${senders.length === 0 ? 'sender' : 'receiver'}`), nobody: true };
  const pairs = countPairs(senders, receivers);
  if (pairs === 0) return cannot(0, 'a sender is not asked to call itself');
  const spent = () =>
    cannot(pairs, `the expectations before it are about ${mostPairsOfFile} pairs, and netk walks no more`);
  function* walking(pair: Pair, footprint?: Footprint): Work<Walked> {
    const walk = walkOf(expect, pair);
    const trace = yield* orFailed(() => outlining(plan, network(), walk, footprint), failedOutline);
    const bug = failureOf(trace) ? trace.reasons?.[0] : undefined;
    return { ...judgement(plan, trace, expect), ...(bug === undefined ? {} : { bug }) };
  }
  function* walkingEach(): Work<readonly Outcome[]> {
    const all: Outcome[] = [];
    for (const from of senders)
      for (const to of receivers) {
        if (isSame(from.operand, to.operand)) continue;
        all.push({ pair: { from, to }, count: 1, ...(yield* walking({ from, to })) });
        yield { branches: 1, share: all.length / pairs };
      }
    return all;
  }
  if (pairs <= few) return budget.take(pairs) ? conclusion(expect, pairs, yield* walkingEach()) : spent();
  let walks = 0;
  const found = yield* deciding({
    ...{ plan, network: network(), senders, receivers },
    standing: (device, addresses) => standingIn(plan, expect, device, addresses),
    left: () => Math.min(mostPairs - walks, budget.left),
    walk: (pair, footprint) => {
      walks++;
      budget.take(1);
      return walking({ from: pair.from.member, to: pair.to.member }, footprint);
    },
  });
  if (!('kinds' in found)) {
    const outcomes = found.map(({ first: { from, to }, count, walked }) => ({
      ...{ ...walked, count, pair: { from: from.member, to: to.member } },
      at: from.at * receivers.length + to.at,
    }));
    return conclusion(
      expect,
      pairs,
      outcomes.sort((a, b) => a.at - b.at),
    );
  }
  if (pairs <= mostPairs && budget.take(pairs)) return conclusion(expect, pairs, yield* walkingEach());
  if (found.kinds + walks <= mostPairs || budget.left === 0) return spent();
  return cannot(
    pairs,
    `it is about ${pairs} pairs of ${found.kinds} kinds, and netk walks ${mostPairs}: name smaller sets`,
  );
}

/** What is said of all pairs by what came of each, in order. */
function conclusion(expect: Expect, pairs: number, outcomes: readonly Outcome[]): PolicyAnswer {
  const failed = outcomes.filter(({ holds }) => holds === false);
  const some = failed.length > 0 ? failed : outcomes.filter(({ holds }) => holds === undefined);
  const [first] = some;
  if (!first) return { pairs, holds: true, why: '', parties: [] };
  const { pair, reason } = first;
  const count = some.reduce((sum, each) => sum + each.count, 0);
  const share = pairs === 1 ? '' : ` (${count} of ${pairs} pairs)`;
  const who = `from ${pair.from.operand.text} to ${pair.to.operand.text}`;
  const verb = failed.length > 0 ? 'does not hold' : 'cannot be told';
  const bug = outcomes.find((each) => each.bug !== undefined)?.bug;
  return {
    pairs,
    holds: failed.length > 0 ? false : undefined,
    why: `"${expectText(expect)}" ${verb} ${who}${share}: ${reason}`,
    parties: partiesOf(pair),
    ...(bug === undefined || failed.length > 0 ? {} : { bug }),
  };
}

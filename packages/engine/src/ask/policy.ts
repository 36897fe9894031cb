import type { Work } from '../base/work.ts';
import type { Network } from '../network/network.ts';
import type { Plan } from '../plan/plan.ts';
import { type ElementId, elementId } from '../topology/id.ts';
import type { Operand } from '../topology/operand.ts';
import type { Expect, Walk } from '../topology/question.ts';
import { outlining } from './ask.ts';
import { expectText, judgement } from './expect.ts';
import { countPairs, type Member, receiversOf, sendersOf } from './members.ts';
import { failedOutline, failureOf, orFailed } from './own-failure.ts';

/** Pairs of one policy that are walked: each may take a millisecond or more. */
export const mostPairs = 1000;

/** Pairs that are walked for all policies of a file. */
const mostPairsOfFile = 20_000;

/** Counts the pairs of a file's policies. */
export class PairBudget {
  #left = mostPairsOfFile;

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

interface Pair {
  readonly from: Member;
  readonly to: Member;
}

const isSame = (a: Operand, b: Operand): boolean => a.kind === 'element' && b.kind === 'element' && a.of === b.of;

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
    operand.kind === 'element' ? [{ about: operand.of, message: `${word} ${operand.text}` }] : [];
  return [...party(from, 'from'), ...party(to, 'to')];
}

/** Walks every pair of a policy, in steps. */
export function* askingPolicy(
  plan: Plan,
  network: () => Network,
  expect: Expect,
  budget: PairBudget,
): Work<PolicyAnswer> {
  const cannot = (pairs: number, why: string): PolicyAnswer => ({
    pairs,
    holds: undefined,
    why: `"${expectText(expect)}" cannot be told: ${why}`,
    parties: [],
  });
  if (!expect.from || !expect.to) return cannot(0, 'an expectation of a file needs "from … to …"');
  const tooMany = (pairs: number): PolicyAnswer =>
    cannot(pairs, `it is about ${pairs} pairs, and netk walks ${mostPairs}: name smaller sets`);
  // Before there is a list of them: two sets of ten thousand have a hundred million.
  const least = countPairs(plan, expect.from, expect.to);
  if (least > mostPairs) return tooMany(least);
  const [senders, receivers] = [sendersOf(plan, expect.from), receiversOf(plan, expect.to)];
  if (senders.length === 0 || receivers.length === 0)
    return { ...cannot(0, `there is no ${senders.length === 0 ? 'sender' : 'receiver'}`), nobody: true };
  const pairs = senders.flatMap((from) =>
    receivers.filter((to) => !isSame(from.operand, to.operand)).map((to): Pair => ({ from, to })),
  );
  if (pairs.length > mostPairs) return tooMany(pairs.length);
  if (pairs.length === 0) return cannot(0, 'a sender is not asked to call itself');
  if (!budget.take(pairs.length))
    return cannot(
      pairs.length,
      `the expectations before it are about ${mostPairsOfFile} pairs, and netk walks no more`,
    );
  const failed: { readonly pair: Pair; readonly reason: string }[] = [];
  const open: { readonly pair: Pair; readonly reason: string }[] = [];
  let bug: string | undefined;
  for (const pair of pairs) {
    const walk = walkOf(expect, pair);
    const trace = yield* orFailed(
      () => outlining(plan, network(), walk),
      (error) => failedOutline(error),
    );
    if (failureOf(trace)) bug ??= trace.reasons?.[0];
    const { holds, reason } = judgement(plan, trace, expect);
    if (holds === false) failed.push({ pair, reason });
    else if (holds === undefined) open.push({ pair, reason });
  }
  const [first] = failed.length > 0 ? failed : open;
  if (!first) return { pairs: pairs.length, holds: true, why: '', parties: [] };
  const { pair, reason } = first;
  const share =
    pairs.length === 1 ? '' : ` (${failed.length > 0 ? failed.length : open.length} of ${pairs.length} pairs)`;
  const who = `from ${pair.from.operand.text} to ${pair.to.operand.text}`;
  const verb = failed.length > 0 ? 'does not hold' : 'cannot be told';
  return {
    pairs: pairs.length,
    holds: failed.length > 0 ? false : undefined,
    why: `"${expectText(expect)}" ${verb} ${who}${share}: ${reason}`,
    parties: partiesOf(pair),
    ...(bug === undefined || failed.length > 0 ? {} : { bug }),
  };
}

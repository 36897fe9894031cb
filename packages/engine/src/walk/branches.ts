import type { Network } from '../network/network.ts';
import type { Branch, Choice } from '../trace/trace.ts';
import type { Work } from '../work.ts';
import { blockersOf } from './blockers.ts';
import { Decider, type Decision, nextScript, type Pin } from './decider.ts';
import { type Fraction, minus, one, showFraction, sum, times, toNumber } from './fraction.ts';
import { type Sending, thereAndBack } from './there-and-back.ts';

/** More combinations of choices than anybody reads; the rest becomes one undetermined branch, so that nothing is lost. */
export const mostBranches = 4096;

/** All ways that one sending can take, with exact probabilities that sum to 1. `send` makes the first choices
 * itself. With `later`, branches also have the way of the connection's second packet. Each branch is one step. */
export function* branches(
  network: Network,
  send: (decider: Decider) => Sending,
  pins: readonly Pin[],
  later = false,
): Work<Branch[]> {
  const out: Branch[] = [];
  let seen: Fraction = { n: 0, d: 1 };
  for (let script: number[] | undefined = []; script !== undefined; ) {
    if (out.length === mostBranches) {
      const left = minus(one, seen);
      const assumes = [`more than ${mostBranches} combinations of random choices; pin some with choose`];
      out.push({
        probability: toNumber(left),
        fraction: showFraction(left),
        choices: [],
        verdict: 'undetermined',
        client: 'unknown',
        assumes,
        forward: [],
        reply: [],
      });
      break;
    }
    const decider = new Decider(script, pins);
    const whole = thereAndBack(network, send(decider), decider);
    const { later: next, ...answer } = whole;
    const indexes = decider.decisions.map(({ index }) => index);
    const choices = decider.decisions.map(choiceOf);
    const stopped = whole.verdict === 'not-delivered';
    const blockers = stopped ? blockersOf(network, send, indexes, pins, { first: whole, choices }) : [];
    const probability = probabilityOf(decider.decisions);
    seen = sum(seen, probability);
    out.push({
      probability: toNumber(probability),
      fraction: showFraction(probability),
      choices,
      ...answer,
      ...(blockers.length > 0 ? { blockers } : {}),
      ...(later ? { later: next() } : {}),
    });
    script = nextScript(decider.decisions);
    if (script !== undefined) yield { branches: out.length, share: toNumber(seen) };
  }
  return out;
}

const probabilityOf = (decisions: readonly Decision[]): Fraction =>
  decisions.reduce((all, { options, index }) => times(all, options[index]!.probability), one);

const choiceOf = ({ kind, at, of, options, index, pinned }: Decision): Choice => ({
  kind,
  at: at.name,
  id: at.id,
  of,
  picked: options[index]!.label,
  probability: toNumber(options[index]!.probability),
  ...(pinned ? { pinned: true as const } : {}),
});

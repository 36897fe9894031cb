import type { Work } from '../base/work.ts';
import type { Network } from '../network/network.ts';
import type { Branch, Choice } from '../trace/trace.ts';
import { type Advise, blockersOf } from './blockers.ts';
import { Decider, type Decision, nextScript, type Pin } from './decider.ts';
import { type Fraction, minus, one, showFraction, sum, times, toNumber } from './fraction.ts';
import { mergeBranches, type Weighed } from './merge-branches.ts';
import { PortCuts } from './port-draws.ts';
import { type Sending, thereAndBack } from './there-and-back.ts';

/** More combinations of choices than anybody reads; the rest becomes one undetermined branch, so that nothing is lost. */
export const mostBranches = 4096;

/** What is asked for beside the branches themselves. */
export interface Wanted {
  readonly pins: readonly Pin[];
  /** Also the way of the connection's second packet. */
  readonly later?: boolean;
  readonly advise: Advise;
}

/**
 * All ways that one sending can take, with exact probabilities that sum to 1. `send` makes the first choices itself. Each
 * branch is one step. A run may learn that ranges of a drawn port matter: then all are walked again, told apart by them.
 */
export function* branches(network: Network, send: (decider: Decider) => Sending, wanted: Wanted): Work<Branch[]> {
  const cuts = new PortCuts();
  for (;;) {
    cuts.grown = false;
    const found = yield* allBranches(network, send, wanted, cuts);
    if (!found) continue;
    return found.some(({ ports }) => ports.length > 0) ? mergeBranches(found) : found.map(({ branch }) => branch);
  }
}

/** Undefined: a run has learnt something that those before it did not know. */
function* allBranches(
  network: Network,
  send: (decider: Decider) => Sending,
  { pins, later, advise }: Wanted,
  cuts: PortCuts,
): Work<Weighed[] | undefined> {
  const out: Weighed[] = [];
  let seen: Fraction = { n: 0, d: 1 };
  for (let script: number[] | undefined = []; script !== undefined; ) {
    if (out.length === mostBranches) return [...out, rest(minus(one, seen))];
    const decider = new Decider(script, pins);
    const whole = thereAndBack(network, send(decider), { decider, cuts });
    if (cuts.grown) return undefined;
    const { later: next, ...answer } = whole;
    const indexes = decider.decisions.map(({ index }) => index);
    const choices = decider.decisions.map(choiceOf);
    const stopped = whole.verdict === 'not-delivered';
    const first = { first: whole, choices };
    const blockers = stopped ? blockersOf(network, send, { script: indexes, pins, cuts, advise }, first) : [];
    const probability = probabilityOf(decider.decisions);
    seen = sum(seen, probability);
    const branch: Branch = {
      probability: toNumber(probability),
      fraction: showFraction(probability),
      choices,
      ...answer,
      ...(blockers.length > 0 ? { blockers } : {}),
      ...(later ? { later: next() } : {}),
    };
    out.push({ branch, probability, ports: portsOf(decider.decisions) });
    script = nextScript(decider.decisions);
    if (script !== undefined) yield { branches: out.length, share: toNumber(seen) };
  }
  return out;
}

/** What is left when there are more ways than anybody reads. */
function rest(left: Fraction): Weighed {
  const assumes = [`more than ${mostBranches} combinations of random choices; pin some with choose`];
  const branch: Branch = {
    probability: toNumber(left),
    fraction: showFraction(left),
    choices: [],
    verdict: 'undetermined',
    client: 'unknown',
    assumes,
    forward: [],
    reply: [],
  };
  return { branch, probability: left, ports: [] };
}

const portsOf = (decisions: readonly Decision[]): Weighed['ports'] =>
  decisions.flatMap(({ options, index }) => {
    const { ports, probability, assumes } = options[index]!;
    return ports ? [{ set: ports, probability, ...(assumes === undefined ? {} : { assumes }) }] : [];
  });

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

import type { Work } from '../base/work.ts';
import type { Network } from '../network/network.ts';
import type { Glance } from '../trace/glance.ts';
import type { Blocker, Branch, Choice, Hop } from '../trace/trace.ts';
import { type Advise, blockersOf } from './blockers.ts';
import { thereAndBack } from './converse.ts';
import { Decider, type Decision, nextScript, type Pin } from './decider.ts';
import type { Footprint } from './footprint.ts';
import { type Fraction, minus, one, showFraction, sum, times, toNumber } from './fraction.ts';
import { lastOf, passedBack, passedThere, waysOf } from './leg-ways.ts';
import { mergeBranches, type Weighed } from './merge-branches.ts';
import { PortCuts } from './port-draws.ts';
import type { Answer, Sending } from './there-and-back.ts';
import type { Manner } from './travel.ts';

/** More combinations of choices than anybody reads; the rest becomes one undetermined branch, so that nothing is lost. */
export const mostBranches = 4096;

/** What is asked for beside the branches themselves. */
export interface Described {
  /** Also the way of the connection's second packet. */
  readonly later?: boolean;
  readonly advise: Advise;
}

type Send = (decider: Decider) => Sending;

/** What describing a branch adds to it. */
interface More {
  readonly blockers?: readonly Blocker[];
  readonly later?: readonly Hop[];
}

/**
 * All ways that one sending can take, with exact probabilities that sum to 1. `send` makes the first choices itself. Each
 * branch is one step.
 */
export function* branches(network: Network, send: Send, pins: readonly Pin[], wanted: Described): Work<Branch[]> {
  const all = yield* runs<More>(network, send, pins, { described: true }, (answer, decider, cuts) => {
    const more: { blockers?: readonly Blocker[]; later?: readonly Hop[] } = {};
    if (answer.verdict === 'not-delivered') {
      const script = decider.decisions.map(({ index }) => index);
      const first = { first: answer, choices: decider.decisions.map(choiceOf) };
      const blockers = blockersOf(network, send, { script, pins, cuts, advise: wanted.advise }, first);
      if (blockers.length > 0) more.blockers = blockers;
    }
    if (wanted.later) more.later = answer.later();
    return more;
  });
  return all.map(branchOf);
}

/** The same without a step of their ways: what came of each, which costs a fraction. */
export function* glances(network: Network, send: Send, pins: readonly Pin[], footprint?: Footprint): Work<Glance[]> {
  const all = yield* runs(network, send, pins, { described: false, footprint }, () => undefined);
  return all.map(glanceOf);
}

/** What a branch takes for granted, that of its draws included. */
function assumedBy({ answer, told }: Weighed<unknown>): Pick<Branch, 'assumes'> {
  return told ? { assumes: [...new Set([...(answer.assumes ?? []), ...told])] } : {};
}

function branchOf(weighed: Weighed<More | undefined>): Branch {
  const { answer, probability, choices, more } = weighed;
  const { later: _, sending: _s, next: _n, forward: _f, reply: _r, ...rest } = answer;
  return {
    probability: toNumber(probability),
    fraction: showFraction(probability),
    choices,
    ...rest,
    ...waysOf(answer),
    ...more,
    ...assumedBy(weighed),
  };
}

function glanceOf(weighed: Weighed<undefined>): Glance {
  const { answer, probability, choices } = weighed;
  const { later: _, sending: _s, next: _n, forward: first, reply, ...rest } = answer;
  const { forward } = lastOf(answer);
  const arrived = forward?.outcome.kind === 'delivered' || forward?.outcome.kind === 'left';
  return {
    probability: toNumber(probability),
    choices,
    ...rest,
    ...assumedBy(weighed),
    forward: passedThere(answer),
    reply: passedBack(answer),
    sent: first?.first.src,
    seen: arrived ? forward?.last.src : undefined,
    answered: reply?.arrived ? reply.last.src : undefined,
  };
}

/** Runs a walk for each combination of choices. A run may learn that ranges of a drawn port matter: then all are walked again, told apart by them. */
function* runs<M>(
  network: Network,
  send: Send,
  pins: readonly Pin[],
  manner: Pick<Manner, 'described' | 'footprint'>,
  more: (answer: Answer, decider: Decider, cuts: PortCuts) => M,
): Work<Weighed<M | undefined>[]> {
  const cuts = new PortCuts();
  for (;;) {
    cuts.grown = false;
    const found: Weighed<M | undefined>[] = [];
    let seen: Fraction = { n: 0, d: 1 };
    for (let script: number[] | undefined = []; script !== undefined && !cuts.grown; ) {
      if (found.length === mostBranches) {
        found.push(rest(minus(one, seen)));
        break;
      }
      const decider = new Decider(script, pins);
      const answer = thereAndBack(network, send(decider), { decider, cuts, ...manner });
      if (cuts.grown) break;
      const probability = probabilityOf(decider.decisions);
      seen = sum(seen, probability);
      found.push({
        answer,
        choices: decider.decisions.map(choiceOf),
        probability,
        ports: portsOf(decider.decisions),
        more: more(answer, decider, cuts),
      });
      script = nextScript(decider.decisions);
      if (script !== undefined) yield { branches: found.length, share: toNumber(seen) };
    }
    if (cuts.grown) continue;
    return found.some(({ ports }) => ports.length > 0) ? mergeBranches(found) : found;
  }
}

/** What is left when there are more ways than anybody reads. */
const rest = (left: Fraction): Weighed<undefined> => ({
  answer: {
    verdict: 'undetermined',
    client: 'unknown',
    assumes: [`more than ${mostBranches} combinations of random choices; pin some with choose`],
    reply: undefined,
    later: () => [],
  },
  choices: [],
  probability: left,
  ports: [],
  more: undefined,
});

const portsOf = (decisions: readonly Decision[]): Weighed<unknown>['ports'] =>
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

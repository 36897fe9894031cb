import type { Work } from '../base/work.ts';
import type { Network } from '../network/network.ts';
import type { Glance } from '../trace/glance.ts';
import type { Blocker, Branch, Hop } from '../trace/trace.ts';
import { type Advise, blockersOf } from './blockers.ts';
import { thereAndBack } from './converse.ts';
import type { Pin } from './decider.ts';
import type { Footprint } from './footprint.ts';
import { showFraction, toNumber } from './fraction.ts';
import { lastOf, passedBack, passedThere, waysOf } from './leg-ways.ts';
import type { Weighed } from './merge-branches.ts';
import { choiceOf, type RunManner, runs, type Send } from './runs.ts';

/** What is asked for beside the branches themselves. */
export interface Described {
  /** Also the way of the connection's second packet. */
  readonly later?: boolean;
  readonly advise: Advise;
}

/** Which ways are walked: all of them, or one of each kind; none where there are more than `most`. */
export type Ways = Pick<RunManner, 'kinds' | 'most'>;

/** What describing a branch adds to it. */
interface More {
  readonly blockers?: readonly Blocker[];
  readonly later?: readonly Hop[];
}

/**
 * All ways that one sending can take, with exact probabilities that sum to 1. `send` makes the first choices itself. Each
 * branch is one step. Undefined: there are more than was asked for.
 */
export function* branches(
  network: Network,
  send: Send,
  pins: readonly Pin[],
  wanted: Described & Ways,
): Work<Branch[] | undefined> {
  const { kinds, most } = wanted;
  const manner: RunManner = { described: true, footprint: undefined, kinds, most };
  const all = yield* runs<More>(thereAndBack, network, send, pins, manner, (answer, decider, cuts) => {
    const more: { blockers?: readonly Blocker[]; later?: readonly Hop[] } = {};
    if (answer.verdict === 'not-delivered') {
      const script = decider.decisions.map(({ index }) => index);
      const first = { first: answer, choices: decider.decisions.map(choiceOf) };
      const blockers = blockersOf(network, send, { script, pins, kinds, cuts, advise: wanted.advise }, first);
      if (blockers.length > 0) more.blockers = blockers;
    }
    if (wanted.later) more.later = answer.later();
    return more;
  });
  return all?.map(branchOf);
}

/** The same without a step of their ways: what came of each, which costs a fraction. */
export function* glances(
  network: Network,
  send: Send,
  pins: readonly Pin[],
  { footprint, ...ways }: Ways & { readonly footprint?: Footprint | undefined } = {},
): Work<Glance[] | undefined> {
  const all = yield* runs(thereAndBack, network, send, pins, { described: false, footprint, ...ways }, () => undefined);
  return all?.map(glanceOf);
}

/** What a branch takes for granted, that of its draws included. */
function assumedBy({ answer, told }: Weighed<unknown>): Pick<Branch, 'assumes'> {
  return told ? { assumes: [...new Set([...(answer.assumes ?? []), ...told])] } : {};
}

function branchOf(weighed: Weighed<More | undefined>): Branch {
  const { answer, probability, choices, more } = weighed;
  const { later: _, sending: _s, next: _n, status: _c, seconds: _t, forward: _f, reply: _r, ...open } = answer;
  const { asked: _a, lookedUp: _l, leased: _s2, ...rest } = open;
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
  const { later: _, sending: _s, next: _n, status: _c, seconds: _t, forward: first, reply, ...open } = answer;
  const { asked: _a, lookedUp: _l, leased: _s2, ...rest } = open;
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

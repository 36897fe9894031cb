import type { Work } from '../base/work.ts';
import type { Network } from '../network/network.ts';
import type { Choice } from '../trace/trace.ts';
import type { Answer } from './answer.ts';
import { Decider, type Decision, nextDecisions, type Pin, pathOf, scriptOf } from './decider.ts';
import { Footprint } from './footprint.ts';
import { type Fraction, minus, one, sum, times, toNumber } from './fraction.ts';
import { mergeBranches, type Weighed } from './merge-branches.ts';
import type { Opening } from './opening.ts';
import { PortCuts } from './port-draws.ts';
import type { Manner } from './travel.ts';
import type { WayKinds } from './way-kinds.ts';

/** More combinations of choices than anybody reads; the rest becomes one undetermined branch, so that nothing is lost. */
export const mostBranches = 4096;

/** Makes the first packet; the first choices are its own. */
export type Send = (decider: Decider) => Opening;

/** Walks one combination of choices. */
export type Converse = (network: Network, opening: Opening, manner: Manner) => Answer;

/** How the runs of a walk are made. */
export interface RunManner extends Pick<Manner, 'described' | 'footprint'> {
  /** Tells alternatives apart; undefined: each is walked. */
  readonly kinds?: WayKinds | undefined;
  /** More ways than these are not walked. */
  readonly most?: number | undefined;
}

/**
 * Runs a walk for each combination of choices. A run may learn that ranges of a drawn port matter: then all are walked again,
 * told apart by them. Undefined: there are more of them than was asked for.
 */
export function* runs<M>(
  converse: Converse,
  network: Network,
  send: Send,
  pins: readonly Pin[],
  { described, footprint, kinds, most = Number.POSITIVE_INFINITY }: RunManner,
  more: (answer: Answer, decider: Decider, cuts: PortCuts) => M,
): Work<Weighed<M | undefined>[] | undefined> {
  const cuts = new PortCuts();
  for (;;) {
    cuts.grown = false;
    const found: Weighed<M | undefined>[] = [];
    let seen: Fraction = { n: 0, d: 1 };
    // what was found out with other cuts does not hold
    const shared = new Map<string, unknown>();
    const answers = new Map<string, Answer>();
    for (let ahead: readonly Decision[] | undefined = []; ahead !== undefined && !cuts.grown; ) {
      if (found.length === mostBranches) {
        found.push(rest(minus(one, seen)));
        break;
      }
      const known = described || !cuts.isEmpty ? undefined : kinds?.walked.get(pathOf(ahead));
      const decider = new Decider(scriptOf(ahead), pins, kinds);
      const looked = kinds ? new Footprint() : footprint;
      const answer = known ?? converse(network, send(decider), { decider, cuts, described, footprint: looked, shared });
      const decisions: readonly Decision[] = known ? ahead : decider.decisions;
      if (kinds && looked && !known) kinds.looked(looked, decider.chosen);
      if (cuts.grown) break;
      if (found.length === most || waysLike(decisions) > most) return undefined;
      const probability = probabilityOf(decisions);
      seen = sum(seen, probability);
      found.push({
        answer,
        choices: decisions.map(choiceOf),
        probability,
        ports: portsOf(decisions),
        ...toldBy(decisions),
        more: known ? undefined : more(answer, decider, cuts),
      });
      answers.set(pathOf(decisions), answer);
      ahead = nextDecisions(decisions);
      if (ahead !== undefined) yield { branches: found.length, share: toNumber(seen) };
    }
    if (cuts.grown) continue;
    // with a port that matters the same choices are others
    if (kinds && !described && cuts.isEmpty) for (const [path, answer] of answers) kinds.walked.set(path, answer);
    return found.some(({ ports }) => ports.length > 0) ? mergeBranches(found) : found;
  }
}

/** How many ways there are if all have as many choices, of as many alternatives, as this one. */
const waysLike = (decisions: readonly Decision[]): number =>
  decisions.reduce((product, { options }) => product * options.length, 1);

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

/** What choices take for granted that draw no port. */
function toldBy(decisions: readonly Decision[]): Pick<Weighed<unknown>, 'told'> {
  const told = decisions.flatMap(({ options, index }) => {
    const { ports, assumes } = options[index]!;
    return ports || assumes === undefined ? [] : [assumes];
  });
  return told.length > 0 ? { told } : {};
}

const probabilityOf = (decisions: readonly Decision[]): Fraction =>
  decisions.reduce((all, { options, index }) => times(all, options[index]!.probability), one);

/** A choice as a trace has it. */
export const choiceOf = ({ kind, at, of, options, index, pinned }: Decision): Choice => ({
  kind,
  at: at.name,
  id: at.id,
  of,
  picked: options[index]!.label,
  probability: toNumber(options[index]!.probability),
  ...(options[index]!.alike ? { alike: options[index]!.alike } : {}),
  ...(pinned ? { pinned: true as const } : {}),
});

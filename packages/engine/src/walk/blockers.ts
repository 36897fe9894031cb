import type { Network } from '../network/network.ts';
import type { Blocker, Branch, Choice, Hop, Step } from '../trace/trace.ts';
import type { Answer } from './answer.ts';
import { thereAndBack } from './converse.ts';
import { Decider, type Pin } from './decider.ts';
import { deadlyWays } from './leg-ways.ts';
import type { Opening } from './opening.ts';
import { liftKey } from './passage.ts';
import type { PortCuts } from './port-draws.ts';
import type { WayKinds } from './way-kinds.ts';

/** More than anybody mends: a walk on a list that never ends would not end either. */
const most = 12;

/** What would let a packet pass where it died, in words; undefined: there is nothing to advise. */
export type Advise = (
  way: Omit<Answer, 'forward' | 'reply'> & Pick<Branch, 'forward' | 'reply' | 'choices'>,
  hop: Hop,
  step: Step,
) => string | undefined;

/**
 * Everything that stops the packet or its answer, in order: each stop is found by lifting the ones before it and walking
 * on, with the same random choices. The last one may be none that can be lifted: no route, nobody who listens.
 */
export function blockersOf(
  network: Network,
  send: (decider: Decider) => Opening,
  {
    script,
    pins,
    kinds,
    cuts,
    advise,
  }: {
    readonly script: readonly number[];
    readonly pins: readonly Pin[];
    readonly kinds: WayKinds | undefined;
    readonly cuts: PortCuts;
    readonly advise: Advise;
  },
  { first, choices }: { readonly first: Answer; readonly choices: readonly Choice[] },
): readonly Blocker[] {
  const out: Blocker[] = [];
  const lifted = new Set<string>();
  for (let answer = first; answer.verdict === 'not-delivered' && out.length < most; ) {
    const blocker = stopOf(advise, answer, choices);
    if (!blocker) break;
    const key = liftKey(blocker.id, blocker);
    if (lifted.has(key)) break;
    out.push(blocker);
    lifted.add(key);
    const decider = new Decider([...script], pins, kinds);
    answer = thereAndBack(network, send(decider), { decider, cuts, lifted, described: true });
  }
  return out;
}

/** The drop with which an answer ends. */
function stopOf(advise: Advise, answer: Answer, choices: readonly Choice[]): Blocker | undefined {
  const { died, client } = answer;
  const at = died && deadlyWays(answer, died);
  if (!at) return undefined;
  const { forward, reply } = at;
  const hop = (died.direction === 'forward' ? forward : reply)[at.hop];
  const step = hop?.steps.findLast(({ kind }) => kind === 'drop') ?? hop?.steps.find(({ kind }) => kind === 'nat');
  const cause = step?.cause ?? answer.cause;
  if (!hop || !step || !cause) return undefined;
  const { stage, entry, source } = step;
  const way = { ...answer, forward, reply, choices, died: { direction: died.direction, hop: at.hop } };
  const fix = advise(way, hop, step);
  return {
    ...{ direction: died.direction, device: hop.device, id: hop.id, stage, entry, cause, client },
    ...(fix === undefined ? {} : { fix }),
    ...(source === undefined ? {} : { source }),
  };
}

import type { Branch, Hop, Leg } from '@netk/engine';

/** The way is told hop by hop: the reader says first where it goes. */
export interface Prediction {
  /** Hops that are shown, of the question and then of the answer. */
  readonly shown: number;
  /** A hop is asked for. */
  readonly asks: boolean;
  readonly right: number;
  readonly of: number;
}

export const begun: Prediction = { shown: 1, asks: false, right: 0, of: 0 };

const cuts = new WeakMap<Branch, Map<number, Branch>>();

function cutLegs(legs: readonly Leg[], forward: number, reply: number): readonly Leg[] {
  let [left, back] = [forward, reply];
  const asked = legs.map((leg) => {
    const own = leg.forward.slice(0, left);
    left -= own.length;
    return { ...leg, forward: own };
  });
  // the connection that was opened last is answered first
  const answered = asked.toReversed().map((leg) => {
    const own = leg.reply.slice(0, back);
    back -= own.length;
    return { ...leg, reply: own };
  });
  return answered.toReversed().filter((leg, at) => leg.forward.length > 0 || legs[at]!.forward.length === 0);
}

/** The last hop without its last step, which says where the packet goes. */
const unsent = (hops: readonly Hop[]): readonly Hop[] =>
  hops.map((hop, at) =>
    at === hops.length - 1 && hop.steps.at(-1)?.kind === 'send' ? { ...hop, steps: hop.steps.slice(0, -1) } : hop,
  );

/** A branch as far as it is told. Of what comes after, nothing is known. */
export function cutBranch(branch: Branch, shown: number): Branch {
  const { forward, reply, legs } = branch;
  if (shown >= forward.length + reply.length) return branch;
  const known = cuts.get(branch) ?? new Map<number, Branch>();
  cuts.set(branch, known);
  const { cause: _c, died: _d, blockers: _b, later: _l, to: _t, ...rest } = branch;
  const back = Math.max(0, shown - forward.length);
  const made = known.get(shown) ?? {
    ...rest,
    verdict: 'delivered' as const,
    client: 'unknown' as const,
    choices: [],
    forward: back > 0 ? forward : unsent(forward.slice(0, shown)),
    reply: unsent(reply.slice(0, back)),
    ...(legs && { legs: cutLegs(legs, shown, back) }),
  };
  known.set(shown, made);
  return made;
}

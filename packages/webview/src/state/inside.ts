import { type Inside, type InsidePassage, isLinux } from '@netk/engine';
import { isAdHoc, questionOf, triedOf } from '@netk/protocol';
import { momentOf, type State } from './state.ts';

/** The machine whose inside is missing: the one at which the cursor stands, where it is looked into. */
export function wantedInside(
  state: State,
): { readonly walk: string; readonly branch: number; readonly node: string } | undefined {
  const { view, walk, trace, stands, branch } = state;
  const hop = momentOf(state)?.hop;
  if (view !== 'node' || walk === undefined || trace?.id !== walk || stands || !hop || !isLinux(hop)) return undefined;
  if (isAdHoc(walk) && !questionOf(walk) && !triedOf(walk)) return undefined;
  return { walk, branch, node: hop.id };
}

/** The inside of the cursor's machine with the passage in which it stands; undefined: it is not known, or there is none. */
export function insideIn(state: State): { readonly inside: Inside; readonly passage: InsidePassage } | undefined {
  const moment = momentOf(state);
  const { inside: answer, walk, branch, traceVersion } = state;
  const fits =
    moment &&
    answer?.inside &&
    answer.walk === walk &&
    answer.branch === branch &&
    answer.node === moment.hop.id &&
    answer.version === traceVersion;
  if (!fits || !answer.inside) return undefined;
  const passage = answer.inside.passages.find(
    ({ direction, hop }) => direction === moment.direction && hop === moment.hopIndex,
  );
  return passage && { inside: answer.inside, passage };
}

/** Why there is nothing to look into, in words; undefined: there is something, or it is awaited. */
export function whyEmpty(state: State): string | undefined {
  const hop = momentOf(state)?.hop;
  if (!hop) return undefined;
  if (state.stands) return 'This walk has too many branches: each stands for several, and none of them is looked into.';
  if (!isLinux(hop)) return `${hop.device} is no Linux machine: it has no tables that could be looked into.`;
  const { inside: answer } = state;
  const isAnswered = answer?.node === hop.id && answer.walk === state.walk && answer.version === state.traceVersion;
  return wantedInside(state) && !isAnswered
    ? undefined
    : `Nothing is known of the inside of ${hop.device} on this walk.`;
}

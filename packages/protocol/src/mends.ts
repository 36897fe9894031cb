import type { Trace } from '@netk/engine';
import { parsed } from './asked.ts';
import { request } from './channel.ts';
import type { Range } from './range.ts';

/** A branch of a walk, on a text with some edits that no file has. */
export interface TriedWalk {
  readonly walk: string;
  /** The place of the branch in the trace, in the order of `routes`, then `others`. */
  readonly branch: number;
  /** The titles of what is mended. */
  readonly mends: readonly string[];
}

const tried = 'try:';
/** The id of a walk on an edited text: it stands in no file, the server edits and walks without touching one. */
export const triedWalk = ({ walk, branch, mends }: TriedWalk): string =>
  tried + JSON.stringify([walk, String(branch), ...mends]);

/** What such a walk tries; undefined for all others. */
export function triedOf(id: string): TriedWalk | undefined {
  if (!id.startsWith(tried)) return undefined;
  const [walk, branch, ...mends] = parsed(id.slice(tried.length));
  const at = Number(branch);
  if (walk === undefined || !Number.isInteger(at) || mends.length === 0) return undefined;
  return { walk, branch: at, mends: mends.filter((mend) => mend !== undefined) };
}

/** An edit of a text: what stands in the range is replaced. */
export interface Replacement {
  readonly range: Range;
  readonly newText: string;
}

/** What can be written so that a packet may pass, and what came of it when it was walked. */
export interface MendOffer {
  /** One title, or several of which each was walked with the others. */
  readonly mends: readonly string[];
  /** Which blockers of the branch it is about, from 0. */
  readonly stops: readonly number[];
  /** What it costs beside the edit. */
  readonly cost: string;
  readonly edits: readonly Replacement[];
  /** What came of the walk of the edited text. */
  readonly verdict: Trace['verdict'];
  /** The same in words, of the branch that came off worst. */
  readonly outcome: string;
}

/** All that can be written against what stops a branch of a walk, each walked. */
export interface Mends {
  readonly uri: string;
  readonly version: number;
  readonly walk: string;
  readonly branch: number;
  readonly offers: readonly MendOffer[];
}

export const mendsRequest = request<{ readonly uri: string; readonly walk: string; readonly branch: number }, Mends>(
  'netk/mends',
);

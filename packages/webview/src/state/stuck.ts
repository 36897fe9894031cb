import type { Problem, Range } from '@netk/protocol';
import { branchesOf } from './branches.ts';
import type { Fixes, State, Trouble } from './state.ts';

/** Whether the shown question has no answer at all before the author writes something else. */
export const isStuck = ({ trace }: State): boolean =>
  trace?.verdict === 'undetermined' && branchesOf(trace).length === 0;

const walkOf = ({ walk, picture }: State) => picture?.walks.find(({ id }) => id === walk);

/** What is wrong with the statement of the shown walk. Another walk's errors are none of its card's. */
export const problemOf = (state: State): Problem | undefined => walkOf(state)?.problem;

/** The place in the shown walk where its card leads to when it has no answer: its own error, else the walk itself. */
export const stuckAt = (state: State): Range | undefined =>
  isStuck(state) ? (problemOf(state)?.range ?? walkOf(state)?.range) : undefined;

/**
 * What the banner is about: the file that cannot be read or has an error in what is drawn, or the shown walk's own error
 * where no card tells it.
 */
export function bannerOf(state: State): (Trouble & { readonly of: 'file' | 'walk' }) | undefined {
  if (state.trouble) return { ...state.trouble, of: 'file' };
  const problem = isStuck(state) ? undefined : problemOf(state);
  return problem && { kind: 'wrong', ...problem, of: 'walk' };
}

/** The places that what is shown would like to mend: each stands on one card, and its fixes stand there alone. */
export function mendsOf(state: State): readonly Range[] {
  const banner = bannerOf(state);
  const ranges = [stuckAt(state), banner?.kind === 'failed' ? undefined : banner?.range];
  return ranges.filter((range) => range !== undefined);
}

const keyOf = (range: Range): string => JSON.stringify([range.uri, range.start, range.end]);

/** Titles of the quick fixes of one place, if they are those of the newest text. */
export const fixesAt = ({ fixes, version }: State, range: Range | undefined): readonly string[] =>
  (range && fixes.find((each) => each.version === version && keyOf(each.range) === keyOf(range))?.titles) ?? [];

/** Takes in the fixes of a place; those of older versions go. */
export function withFixes(known: readonly Fixes[], { version, range, titles }: Fixes): readonly Fixes[] {
  const others = known.filter((each) => each.version === version && keyOf(each.range) !== keyOf(range));
  return [...others, { version, range, titles }];
}

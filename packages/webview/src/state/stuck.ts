import type { Range } from '@netk/protocol';
import { branchesOf } from './branches.ts';
import type { State } from './state.ts';

/** Whether the shown question has no answer at all before the author writes something else. */
export const isStuck = ({ trace }: State): boolean =>
  trace?.verdict === 'undetermined' && branchesOf(trace).length === 0;

/** The place to be mended: the first error, else the walk that has no answer. */
export function mendAt(state: State): Range | undefined {
  const { walk, trouble, picture } = state;
  if (trouble?.range) return trouble.range;
  return isStuck(state) ? picture?.walks.find(({ id }) => id === walk)?.range : undefined;
}

/** Titles of the quick fixes of that place, if they are those of the newest text. */
export const fixesOf = ({ fixes, version }: State): readonly string[] =>
  fixes?.version === version ? fixes.titles : [];

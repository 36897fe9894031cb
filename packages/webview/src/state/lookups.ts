import { type Branch, type LookupsLine, lookupsLine, lookupsOf } from '@netk/engine';
import type { Move } from './event.ts';
import type { State } from './state.ts';

/** The question on which the cursor stands, where they are shown one by one. */
export function askedAt(
  { asked, lookups }: Pick<State, 'asked' | 'lookups'>,
  branch: Branch | undefined,
): number | undefined {
  const line = branch && lookupsLine(branch);
  if (asked === undefined || !line || !areOpen(lookups, line)) return undefined;
  return asked < lookupsOf(branch).length ? asked : undefined;
}

/**
 * Where a move leads among the questions, which stand above the first step: a number of one; `step`: down to the steps; undefined: the move
 * is one among steps.
 */
export function moveAsked(
  state: Pick<State, 'asked' | 'lookups' | 'step'>,
  branch: Branch | undefined,
  where: Move,
): number | 'step' | undefined {
  const line = branch && lookupsLine(branch);
  if (!line || !areOpen(state.lookups, line)) return undefined;
  const last = lookupsOf(branch).length - 1;
  const here = askedAt(state, branch);
  switch (where) {
    case 'next':
      return here === undefined ? undefined : here < last ? here + 1 : 'step';
    case 'previous':
      if (here === undefined) return state.step === 0 ? last : undefined;
      return Math.max(0, here - 1);
    case 'first':
      return here !== undefined || state.step === 0 ? 0 : undefined;
    default:
      return undefined;
  }
}

/** A question as it is spoken: `question 2 of 5, laptop asks box, A shop.example, answer 203.0.113.3`. */
export function spokenQuestion(branch: Branch, number: number): string {
  const all = lookupsOf(branch);
  const { from, to, question, answer, isCached } = all[number]!;
  return `question ${number + 1} of ${all.length}, ${from} asks ${to}, ${question}, answer ${answer}${isCached ? ', from the cache' : ''}`;
}

/** Whether the questions are shown one by one: as the user chose, else where one of them failed. */
export const areOpen = (open: boolean | undefined, line: LookupsLine): boolean => open ?? line.isBad;

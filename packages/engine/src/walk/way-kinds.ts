import type { Answer } from './answer.ts';
import type { Kinds } from './kinds.ts';

/** Kinds of alternatives for all runs of one question. */
export interface WayKinds extends Kinds {
  /** What came of whole ways without a step, by the alternatives that were taken: they are not walked again when kinds are parted further. */
  readonly walked: Map<string, Answer>;
}

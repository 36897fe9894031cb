import type { CauseCode } from '../../trace/cause.ts';
import { causes } from './causes.ts';

/** What is known about one cause of a failure, in words for a person. */
export interface Cause {
  readonly title: string;
  /** What the client sees, and when. */
  readonly sees: string;
  /** What to change. */
  readonly fix: string;
}

/** The words for a code of the closed list, or undefined for a code that is not in it. */
export function explainCause(code: string): Cause | undefined {
  return Object.hasOwn(causes, code) ? causes[code as CauseCode] : undefined;
}

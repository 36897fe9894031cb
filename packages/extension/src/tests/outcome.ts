import type { TestResult } from '@netk/protocol';

/**
 * What VS Code is told of one expectation. One that cannot be decided is an error of the test: nobody knows whether the
 * network is as expected, and `netk test` does not let it pass either.
 */
export type Outcome =
  | { readonly state: 'passed' }
  | { readonly state: 'failed'; readonly message: string; readonly expected: string; readonly actual: string }
  | { readonly state: 'errored'; readonly message: string };

/** The state of a test, by what came of its expectation. */
export function outcomeOf({
  result,
  text,
  why,
  found,
}: Pick<TestResult, 'result' | 'text' | 'why' | 'found'>): Outcome {
  if (result === 'holds') return { state: 'passed' };
  if (result === 'undetermined') return { state: 'errored', message: why };
  return { state: 'failed', message: why, expected: text, actual: found };
}

import type { HopPlace } from '@netk/engine';
import { request } from './channel.ts';
import type { Range } from './range.ts';
import type { Problem } from './server.ts';

/** One statement `expect`, as it is written. */
export interface ExpectEntry {
  readonly id: string;
  /** Its words on one line. */
  readonly text: string;
  readonly range: Range;
}

/** A walk with what it expects, or an expectation of the file about all pairs of two sets. */
export type TestEntry =
  | {
      readonly kind: 'walk';
      readonly id: string;
      readonly name: string;
      readonly title?: string;
      readonly range: Range;
      readonly expects: readonly ExpectEntry[];
    }
  | ({ readonly kind: 'policy' } & ExpectEntry);

/** What one version of a file has to test, in the order of the text. */
export interface FileTests {
  readonly uri: string;
  readonly version: number;
  readonly tests: readonly TestEntry[];
}

/** What came of one expectation. */
export interface TestResult extends ExpectEntry {
  /** As `netk test` counts them: one that cannot be decided is none that holds. */
  readonly result: 'holds' | 'fails' | 'undetermined';
  /** Why not, in one sentence; empty where it holds. */
  readonly why: string;
  /** What came instead; empty where it holds. */
  readonly found: string;
  /** The first hop that is not as expected. */
  readonly wrong?: HopPlace;
}

/** What came of one test of one version of a file. */
export interface TestAnswer {
  readonly uri: string;
  readonly version: number;
  readonly results: readonly TestResult[];
  /** The text has an error of syntax: nothing was tested. */
  readonly broken?: Problem;
}

/** What a file has to test. It is read from the text alone: nothing is walked. */
export const testsRequest = request<{ readonly uri: string }, FileTests>('netk/tests');
/** Tests the expectations of one walk, or one of the file, by its id. */
export const testRequest = request<{ readonly uri: string; readonly test: string }, TestAnswer>('netk/test');

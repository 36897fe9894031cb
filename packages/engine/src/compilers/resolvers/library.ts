import type { StubResolver } from '../../network/stub-resolver.ts';

/** A resolver library: what a program calls to find the addresses of a name. */
export interface Library {
  /** As `stub-resolver` names it. */
  readonly id: string;
  readonly doc: string;
  /** The version of a program that names none. */
  readonly usual: string;
  /** The first and the last version whose behaviour was seen. */
  readonly seen: readonly [from: string, to: string];
  make(version: string): StubResolver;
}

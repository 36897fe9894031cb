import type { IToken, TokenType } from 'chevrotain';

/** Chooses an alternative by the tokens to come: its number, or whether an optional part is there. */
export type Decide = (this: LookAhead, alternatives?: unknown) => number | boolean | undefined;

/** What a decision sees of its parser. */
export interface LookAhead {
  LA(distance: number): IToken;
  LA_FAST(distance: number): IToken;
}

/** What follows a repetition. */
export interface AfterRepetition {
  readonly token: TokenType | undefined;
  readonly occurrence: number | undefined;
  readonly isEndOfRule: boolean;
}

/** A production of the grammar as Chevrotain recorded it. */
export interface Production {
  readonly idx?: number;
  readonly definition?: readonly Production[];
}

/**
 * The members of Chevrotain's parser that its analysis of the grammar fills, and that ask for what it found. They are no
 * public interface: the version is pinned, and the test of the tables tells when they change.
 */
export interface AnalysedParser extends LookAhead {
  readonly fullRuleNameToShort: Readonly<Record<string, number>>;
  readonly tokensMap: Readonly<Record<string, TokenType>>;
  selfAnalysisDone: boolean;
  lookAheadFuncsCache: Decide[][];
  firstAfterRepMap: AfterRepetition[][];
  readonly lookaheadStrategy: unknown;
  gastProductionsCache: Readonly<Record<string, Production>>;
  resyncFollows: Readonly<Record<string, TokenType[]>>;
  getGAstProductions(): Readonly<Record<string, Production>>;
  getFollowSetFromFollowKey(key: unknown): TokenType[];
}

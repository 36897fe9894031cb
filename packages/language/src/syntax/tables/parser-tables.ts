/**
 * What Chevrotain would find out about the grammar each time that a parser is made, found out when the parser was generated.
 * Everything is of numbers: token types are places in `tokens`.
 */
export interface ParserTables {
  /** The names of the token types. */
  readonly tokens: readonly string[];
  /** Sets of token types. */
  readonly sets: readonly (readonly number[])[];
  /** A state of a decision: what most tokens lead to, and then pairs of what others lead to and their set. */
  readonly rows: readonly (readonly number[])[];
  /** The decisions of each rule, by Chevrotain's key: their states, as rows; the first is where they begin. */
  readonly decisions: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  /** What follows the repetitions of each rule, by Chevrotain's key: a token type or -1, which of them, and whether the rule ends. */
  readonly repetitions: Readonly<Record<string, Readonly<Record<string, readonly [number, number, boolean]>>>>;
}

/** What a token leads to: a state from 0 on, or one of these. */
export const nothing = -1;
/** Not found out: Chevrotain has to look. */
export const unknown = -2;
/** Alternative 0 is the first below, and so on. */
export const firstAlternative = -3;

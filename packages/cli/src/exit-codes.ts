/** What the program ends with. */
export const exitCodes = {
  /** Answered, and nothing is wrong. */
  fine: 0,
  /** Something is wrong with the topology. */
  wrong: 1,
  /** The question was not understood, or its files cannot be read. */
  usage: 2,
} as const;

/** One of the ways to end. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A question that cannot be answered as it was asked; its message is one line for the user. */
export class UsageError extends Error {}

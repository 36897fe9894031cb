import type { IRecognitionException, IToken, TokenType } from 'chevrotain';

/** The body of a repetition, as Chevrotain passes it: a function, or an object that holds it. */
export type RepetitionBody = (() => unknown) | { readonly DEF: () => unknown };

/**
 * The protected members of Chevrotain's parser that statement-wise recovery replaces and calls. They are no public
 * interface: the version of Langium is pinned, and the recovery test tells when they change.
 */
export interface RecoveringParser {
  LA(distance: number): IToken;
  SKIP_TOKEN(): IToken;
  input: IToken[];
  readonly _errors: IRecognitionException[];
  SAVE_ERROR(error: IRecognitionException): IRecognitionException;
  raiseNoAltException(occurrence: number, message: string | undefined): never;
  raiseEarlyExitException(occurrence: number, production: unknown, message: string | undefined): never;
  consumeToken(): void;
  flattenFollowSet(): TokenType[];
  tokenMatcher(token: IToken, type: TokenType): boolean;
  doSingleRepetition(body: () => unknown): boolean;
  readonly errorMessageProvider: {
    buildMismatchTokenMessage(options: {
      readonly expected: TokenType;
      readonly actual: IToken;
      readonly previous: IToken;
      readonly ruleName: string;
    }): string;
  };
  tryInRuleRecovery(type: TokenType, follows: TokenType[]): IToken;
  tryInRepetitionRecovery(rule: unknown, args: readonly unknown[], lookAhead: () => boolean, expected: TokenType): void;
  findReSyncTokenType(): TokenType;
  reSyncTo(type: TokenType): IToken[];
}

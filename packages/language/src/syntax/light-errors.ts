import { EarlyExitException, type IRecognitionException, NoViableAltException } from 'chevrotain';
import type { RecoveringParser } from './recovering-parser.ts';

/** The message is never shown: every syntax error is explained from its token. */
const unexplained = 'not what can stand here';

/**
 * Makes syntax errors of nothing but their token. Chevrotain's list everything that could have stood there, the rules
 * that were open, and the words that were skipped: a file of errors took a minute and a kilobyte for each.
 */
export function makeErrorsLight(parser: RecoveringParser): void {
  const save = (error: IRecognitionException): IRecognitionException => {
    parser._errors.push(error);
    return error;
  };
  parser.SAVE_ERROR = save;
  parser.raiseNoAltException = () => {
    throw save(new NoViableAltException(unexplained, parser.LA(1), parser.LA(0)));
  };
  parser.raiseEarlyExitException = () => {
    throw save(new EarlyExitException(unexplained, parser.LA(1), parser.LA(0)));
  };
}

/** Runs a parse without stack traces: an error of the text is made where it is found, and thrown to its statement. */
export function withoutStackTraces<T>(parse: () => T): T {
  const errors: ErrorConstructor & { stackTraceLimit?: number | undefined } = Error;
  const { stackTraceLimit } = errors;
  errors.stackTraceLimit = 0;
  try {
    return parse();
  } finally {
    errors.stackTraceLimit = stackTraceLimit;
  }
}

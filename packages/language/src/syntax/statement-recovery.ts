import { MismatchedTokenException, type TokenType } from 'chevrotain';
import type { RecoveringParser, RepetitionBody } from './recovering-parser.ts';

const nameAt = (parser: RecoveringParser, distance: number): string => parser.LA(distance).tokenType.name;

/** Skips to the end of this statement, over balanced braces. */
function skipStatement(parser: RecoveringParser): void {
  for (let depth = 0; ; parser.SKIP_TOKEN()) {
    const name = nameAt(parser, 1);
    if (name === 'EOF' || (depth === 0 && (name === 'EOL' || name === '}'))) return;
    if (name === '{') depth += 1;
    else if (name === '}') depth -= 1;
  }
}

/** A statement that cannot stand in this block: reports it, skips it whole, and lets the repetition go on. */
function skipMisplaced(parser: RecoveringParser, expected: TokenType): void {
  const actual = parser.LA(1);
  const previous = parser.LA(0);
  const message = parser.errorMessageProvider.buildMismatchTokenMessage({ expected, actual, previous, ruleName: '' });
  const error = new MismatchedTokenException(message, actual, previous);
  skipStatement(parser);
  if (nameAt(parser, 1) === 'EOL') parser.SKIP_TOKEN();
  parser.SAVE_ERROR(error);
}

const bodyOf = (body: RepetitionBody): (() => unknown) => (typeof body === 'function' ? body : body.DEF);

/** Runs the repetition again. Chevrotain would re-enter the rule, one stack frame per error: this loops instead. */
function repeat(parser: RecoveringParser, body: () => unknown, lookAhead: () => boolean): boolean {
  const before = parser.LA(1);
  while (lookAhead.call(parser)) if (!parser.doSingleRepetition(body)) break;
  return parser.LA(1) !== before;
}

/**
 * Replaces Chevrotain's recovery, so that an error costs the rest of its statement, never its neighbours or its parent.
 * Re-synchronisation skips balanced braces and stops only where a statement starts.
 */
export function recoverByStatement(parser: RecoveringParser): void {
  const stockInRule = parser.tryInRuleRecovery.bind(parser);
  let resyncAt = 1;

  parser.tryInRuleRecovery = (type, follows) => {
    if (type.name !== 'EOL') return stockInRule(type, follows);
    skipStatement(parser);
    if (nameAt(parser, 1) !== 'EOL') return stockInRule(type, follows);
    parser.consumeToken();
    return parser.LA(0);
  };

  parser.tryInRepetitionRecovery = (_rule, args, lookAhead, expected) => {
    const body = bodyOf(args[1] as RepetitionBody);
    for (;;) {
      const token = parser.LA(1);
      const name = token.tokenType.name;
      if (name === 'EOF' || name === '}' || parser.tokenMatcher(token, expected)) return;
      if (!lookAhead.call(parser)) skipMisplaced(parser, expected);
      else if (!repeat(parser, body, lookAhead)) return;
    }
  };

  const startsStatement = (distance: number): boolean => {
    const before = distance > 1 ? nameAt(parser, distance - 1) : undefined;
    return before === 'EOL' || before === '{';
  };

  parser.findReSyncTokenType = () => {
    const follow = parser.flattenFollowSet();
    for (let distance = 1, depth = 0; ; distance += 1) {
      const token = parser.LA(distance);
      const name = token.tokenType.name;
      if (name === 'EOF') {
        resyncAt = distance;
        return token.tokenType;
      }
      const stop = distance === 1 || name === 'EOL' || name === '{' || name === '}' || startsStatement(distance);
      const match = depth === 0 && stop ? follow.find((type) => parser.tokenMatcher(token, type)) : undefined;
      if (match) {
        resyncAt = distance;
        return match;
      }
      if (name === '{') depth += 1;
      else if (name === '}' && depth > 0) depth -= 1;
    }
  };

  parser.reSyncTo = () => {
    for (let left = resyncAt; left > 1; left -= 1) parser.SKIP_TOKEN();
    resyncAt = 1;
    // nobody asks which words were skipped, and the error would keep them
    return [];
  };
}

import type { TokenType } from 'chevrotain';
import { DefaultLexer, type LexerResult, type TokenizeOptions } from 'langium';
import { bracesNeedRepair, repairBraces } from './repair-braces.ts';
import { markStatementEnds, type StatementTokens } from './statement-ends.ts';

/** Lexes a file, mends its braces, and marks where statements end. */
export class NetkLexer extends DefaultLexer {
  override tokenize(text: string, options?: TokenizeOptions): LexerResult {
    const result = super.tokenize(text, options);
    const types = this.statementTokens();
    const errors = [...result.errors];
    // A completion request cuts the text at the cursor: braces are open there by nature, and the statement under the
    // cursor is over only if a line end follows its last token.
    const partial = options?.mode === 'partial';
    const repair = !partial && bracesNeedRepair(result.tokens, types);
    const tokens = repair ? repairBraces(result.tokens, types, errors) : result.tokens;
    const last = tokens.at(-1);
    const over = !partial || (last !== undefined && /\n/.test(text.slice((last.endOffset ?? 0) + 1)));
    return { ...result, tokens: markStatementEnds(tokens, types, over), errors };
  }

  private statementTokens(): StatementTokens {
    const type = (name: string): TokenType => {
      const found = this.tokenTypes[name];
      if (!found) throw new Error(`the lexer has no token ${name}`);
      return found;
    };
    return { end: type('EOL'), open: type('{'), close: type('}') };
  }
}

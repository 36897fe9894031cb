import type { ILexingError, IToken, TokenType } from 'chevrotain';
import { DefaultLexer, type LexerResult, type TokenizeOptions } from 'langium';
import { limitTokens, readablePart } from './limit-tokens.ts';
import { respell } from './misspelled.ts';
import { bracesNeedRepair, repairBraces } from './repair-braces.ts';
import { markStatementEnds, type StatementTokens } from './statement-ends.ts';
import { junk } from './token-builder.ts';

/** Lexes a file, mends its braces, keeps its limits, and marks where statements end. */
export class NetkLexer extends DefaultLexer {
  override tokenize(text: string, options?: TokenizeOptions): LexerResult {
    const limits: ILexingError[] = [];
    const result = super.tokenize(readablePart(text, limits), options);
    const types = this.statementTokens();
    const errors = [...result.errors, ...this.junkErrors(text, result.hidden)];
    // A completion request cuts the text at the cursor: braces are open there by nature, and the statement under the
    // cursor is over only if a line end follows its last token.
    const partial = options?.mode === 'partial';
    const repair = !partial && bracesNeedRepair(result.tokens, types);
    const balanced = repair ? repairBraces(result.tokens, types, errors) : result.tokens;
    const tokens = limitTokens(balanced, types, limits, !partial);
    const last = tokens.at(-1);
    const over = !partial || (last !== undefined && /\n/.test(text.slice((last.endOffset ?? 0) + 1)));
    const hidden = result.hidden.filter(({ tokenType }) => tokenType !== junk);
    const statements = markStatementEnds(tokens, types, over);
    // What is half typed is completed, and not mended.
    const spelled = partial ? statements : respell(statements, this.spelling(types), errors);
    return { ...result, tokens: spelled, hidden, errors: [...limits, ...errors] };
  }

  /** Runs of characters that mean nothing. */
  private junkErrors(text: string, hidden: readonly IToken[]): ILexingError[] {
    const errors: ILexingError[] = [];
    for (const token of hidden) {
      if (token.tokenType !== junk) continue;
      const { startOffset: offset, startLine: line, startColumn: column, image } = token;
      const before = errors.at(-1);
      if (before && before.offset + before.length === offset) before.length += image.length;
      else errors.push({ offset, line, column, length: image.length, message: '' });
    }
    for (const error of errors) {
      const { offset, length, line, column } = error;
      error.message = this.errorMessageProvider.buildUnexpectedCharactersMessage(text, offset, length, line, column);
    }
    return errors;
  }

  private spelling(types: StatementTokens): Parameters<typeof respell>[1] {
    const plain = this.tokenTypes.PLAIN;
    if (!plain) throw new Error('the lexer has no token PLAIN');
    return { ...types, plain, keyword: (word) => this.tokenTypes[word] };
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

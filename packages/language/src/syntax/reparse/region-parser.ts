import {
  type AstNode,
  createParser,
  type LangiumCoreServices,
  type Lexer,
  type LexerResult,
  type ParseResult,
} from 'langium';
import { StatementParser } from '../parser.ts';

/** A lexer that hands out what was read before. */
class PreparedLexer implements Lexer {
  readonly definition: Lexer['definition'];
  private prepared: LexerResult | undefined;

  constructor(definition: Lexer['definition']) {
    this.definition = definition;
  }

  prepare(result: LexerResult): void {
    this.prepared = result;
  }

  tokenize(): LexerResult {
    if (!this.prepared) throw new Error('nothing was prepared to be parsed');
    return this.prepared;
  }
}

/** A parser of single statements, by the rule of each. */
export class RegionParser extends StatementParser {
  protected override readonly lexer: PreparedLexer;

  constructor(services: LangiumCoreServices) {
    super(services);
    this.lexer = new PreparedLexer(services.parser.Lexer.definition);
    createParser(services.Grammar, this, this.lexer.definition);
    this.finalize();
  }

  /** Parses words that were read before by a rule of the grammar. */
  parseTokens(text: string, tokens: LexerResult, rule: string): ParseResult<AstNode> {
    this.lexer.prepare(tokens);
    return this.parse(text, { rule });
  }
}

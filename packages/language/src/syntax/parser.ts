import {
  type AstNode,
  createParser,
  type LangiumCoreServices,
  LangiumParser,
  type ParseResult,
  type ParserOptions,
} from 'langium';
import { addHiddenQuickly, type CstBuilder } from './cst-children.ts';
import { makeErrorsLight, withoutStackTraces } from './light-errors.ts';
import type { RecoveringParser } from './recovering-parser.ts';
import { recoverByStatement } from './statement-recovery.ts';
import type { AnalysedParser } from './tables/analysed-parser.ts';
import { parserTables } from './tables/generated/parser-tables.ts';
import { loadTables } from './tables/load-tables.ts';
import { countWords } from './word-count.ts';

/** A parser that loses one statement per error. After a throw its state is unusable: see {@link GuardedParser}. */
export class StatementParser extends LangiumParser {
  protected readonly services: LangiumCoreServices;
  private readonly recovering: RecoveringParser;

  constructor(services: LangiumCoreServices) {
    super(services);
    this.services = services;
    this.recovering = this.wrapper as unknown as RecoveringParser;
    recoverByStatement(this.recovering);
    makeErrorsLight(this.recovering);
    addHiddenQuickly((this as unknown as { readonly nodeBuilder: CstBuilder }).nodeBuilder);
  }

  /** What Chevrotain finds out about the grammar takes longer than most files: it was found out when the parser was generated. */
  override finalize(): void {
    const parser = this.wrapper as unknown as AnalysedParser;
    if (!loadTables(parser, parserTables(), () => analysedParser(this.services))) this.analyse();
  }

  /** Lets Chevrotain analyse the grammar. It says nothing: standard output belongs to answers and messages. */
  analyse(): AnalysedParser {
    const parser = this.wrapper as unknown as AnalysedParser;
    Object.assign(parser.lookaheadStrategy as object, { logging: () => {} });
    super.finalize();
    return parser;
  }

  override parse<T extends AstNode = AstNode>(input: string, options?: ParserOptions): ParseResult<T> {
    try {
      const result = withoutStackTraces(() => super.parse<T>(input, options));
      countWords(result.value, this.recovering.input.length);
      return result;
    } finally {
      // The words of the file would be kept until the next one is parsed.
      this.recovering.input = [];
    }
  }
}

/** A parser that Chevrotain analysed, whatever the tables say. */
export function analysedParser(services: LangiumCoreServices): AnalysedParser {
  const parser = new StatementParser(services);
  createParser(services.Grammar, parser, services.parser.Lexer.definition);
  return parser.analyse();
}

function freshParser(services: LangiumCoreServices): LangiumParser {
  const parser = new StatementParser(services);
  createParser(services.Grammar, parser, services.parser.Lexer.definition);
  parser.finalize();
  return parser;
}

/** Parses with one parser until it throws, and then with a fresh one. */
class GuardedParser extends StatementParser {
  private replacement: LangiumParser | undefined;

  override parse<T extends AstNode = AstNode>(input: string, options?: ParserOptions): ParseResult<T> {
    try {
      return this.replacement ? this.replacement.parse<T>(input, options) : super.parse<T>(input, options);
    } catch {
      // Only a bug throws here, and the parser's stack stays broken: a fresh one tries once more.
      this.replacement = freshParser(this.services);
      return this.replacement.parse<T>(input, options);
    }
  }
}

/** The parser of .netk files. */
export function createNetkParser(services: LangiumCoreServices): LangiumParser {
  const parser = new GuardedParser(services);
  createParser(services.Grammar, parser, services.parser.Lexer.definition);
  parser.finalize();
  return parser;
}

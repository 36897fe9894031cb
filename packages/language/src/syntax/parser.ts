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
import { countWords } from './word-count.ts';

/** A parser that loses one statement per error. After a throw its state is unusable: see {@link GuardedParser}. */
export class StatementParser extends LangiumParser {
  private readonly recovering: RecoveringParser;

  constructor(services: LangiumCoreServices) {
    super(services);
    this.recovering = this.wrapper as unknown as RecoveringParser;
    recoverByStatement(this.recovering);
    makeErrorsLight(this.recovering);
    addHiddenQuickly((this as unknown as { readonly nodeBuilder: CstBuilder }).nodeBuilder);
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

function freshParser(services: LangiumCoreServices): LangiumParser {
  const parser = new StatementParser(services);
  createParser(services.Grammar, parser, services.parser.Lexer.definition);
  parser.finalize();
  return parser;
}

/** Parses with one parser until it throws, and then with a fresh one. */
class GuardedParser extends StatementParser {
  private replacement: LangiumParser | undefined;
  private readonly services: LangiumCoreServices;

  constructor(services: LangiumCoreServices) {
    super(services);
    this.services = services;
  }

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

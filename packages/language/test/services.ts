import { EmptyFileSystem } from 'langium';
import { createNetkServices } from '../src/netk-module.ts';

/** One set of services for the tests of one file: building a parser takes longer than most tests. */
export const { shared, netk } = createNetkServices(EmptyFileSystem);

/** Parses without building a document. */
export const parse = (text: string) => netk.parser.LangiumParser.parse(text);

/** All syntax errors of a text, lexer's first. */
export const syntaxErrors = (text: string): string[] => {
  const { lexerErrors, parserErrors } = parse(text);
  return [...lexerErrors, ...parserErrors].map((error) => error.message);
};

import { EmptyFileSystem } from 'langium';
import { createNetkCoreServices } from '../../netk-core-module.ts';
import { analysedParser } from '../parser.ts';
import { Exploration, type Walker } from './explore.ts';
import type { ParserTables } from './parser-tables.ts';

/** Chevrotain's `parse/grammar/interpreter.js`, which it does not export. */
export interface Interpreter {
  readonly NextTerminalAfterManyWalker: Walker;
  readonly NextTerminalAfterAtLeastOneWalker: Walker;
  readonly NextTerminalAfterManySepWalker: Walker;
  readonly NextTerminalAfterAtLeastOneSepWalker: Walker;
}

/** The tables of the grammar as it is; for the generator, and for the test that they are current. */
export function exploreGrammar(interpreter: Interpreter): ParserTables {
  const { netk } = createNetkCoreServices(EmptyFileSystem);
  return new Exploration(analysedParser(netk)).tables({
    Repetition: interpreter.NextTerminalAfterManyWalker,
    RepetitionMandatory: interpreter.NextTerminalAfterAtLeastOneWalker,
    RepetitionWithSeparator: interpreter.NextTerminalAfterManySepWalker,
    RepetitionMandatoryWithSeparator: interpreter.NextTerminalAfterAtLeastOneSepWalker,
  });
}

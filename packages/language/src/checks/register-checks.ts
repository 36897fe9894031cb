import { isOperationCancelled, type ValidationAcceptor, type ValidationChecks } from 'langium';
import type { NetkAstType, NetkFile } from '../generated/ast.ts';
import type { Token } from '../model/run-work.ts';
import type { NetkCoreServices } from '../netk-services.ts';
import { checkDefaults } from './check-defaults.ts';
import { checkDuplicates, checkRouteTables } from './check-duplicates.ts';
import { checkDurations } from './check-durations.ts';
import { checkExpects } from './check-expects.ts';
import { checkFindings, checkUnmodelled } from './check-findings.ts';
import { checkGivens } from './check-givens.ts';
import { checkImports } from './check-imports.ts';
import { checkLabels } from './check-labels.ts';
import { checkLiterals } from './check-literals.ts';
import { checkNames } from './check-names.ts';
import { checkOrder } from './check-order.ts';
import { checkReaders } from './check-readers.ts';
import { checkRepeats } from './check-repeats.ts';
import { checkUnused } from './check-unused.ts';
import { checkWalks } from './check-walks.ts';
import { checkWords } from './check-words.ts';
import { codes, pageOf } from './codes.ts';

type Check = (file: NetkFile, accept: ValidationAcceptor, token: Token) => void | Promise<void>;

/** Diagnostics of one check of a file. They are shown in no such number, and Langium passes them as arguments of a call. */
const mostOfOneCheck = 10_000;

/** A check has found enough: it is ended by a throw, because it need not know. */
class Enough extends Error {}

function limited(accept: ValidationAcceptor): ValidationAcceptor {
  let count = 0;
  return (severity, message, info) => {
    if (count === mostOfOneCheck) throw new Enough();
    count += 1;
    accept(severity, message, info);
  };
}

/** A check that throws becomes one diagnostic on the first line; the others go on. */
const guarded =
  (check: Check): Check =>
  async (file, accept, token) => {
    try {
      await check(file, limited(accept), token);
    } catch (error) {
      if (error instanceof Enough) return;
      if (isOperationCancelled(error)) throw error;
      const start = { line: 0, character: 0 };
      accept('error', `netk failed at this file: ${error instanceof Error ? error.message : String(error)}`, {
        node: file,
        range: { start, end: { line: 0, character: 1 } },
        code: codes.failure,
        codeDescription: pageOf(codes.failure),
      });
    }
  };

/** Registers every check of a file. */
export function registerChecks(services: NetkCoreServices): void {
  const documents = services.shared.workspace.LangiumDocuments;
  const models = services.model.FileModels;
  const all: readonly Check[] = [
    (file, accept) => checkImports(file, accept, documents),
    (file, accept) => checkDuplicates(file, accept, documents),
    checkRouteTables,
    checkRepeats,
    checkLiterals,
    checkDurations,
    checkWords,
    checkDefaults,
    checkOrder,
    checkWalks,
    checkGivens,
    checkNames,
    checkReaders,
    (file, accept) => checkExpects(file, accept, documents),
    (file, accept) => checkLabels(file, accept, documents),
    (file, accept) => checkUnused(file, accept, documents),
    (file, accept, token) => checkFindings(file, accept, models, token),
    (file, accept) => checkUnmodelled(file, accept, models),
  ];
  const checks: ValidationChecks<NetkAstType> = { NetkFile: all.map(guarded) };
  services.validation.ValidationRegistry.register(checks);
}

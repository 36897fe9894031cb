import {
  type Expect,
  elementId,
  type Tested,
  type TestedQuestion,
  testingPolicy,
  testingWalk,
  type Work,
} from '@netk/engine';
import { type FileModel, type FileModels, type NetkServices, type Origin, originOf, runWork } from '@netk/language';
import type { ExpectEntry, FileTests, Problem, Range, TestAnswer, TestEntry, TestResult } from '@netk/protocol';
import { type DocumentValidator, isOperationCancelled, type LangiumDocument } from 'langium';
import { type CancellationToken, ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { problemOf, rangeOf } from './picture-of.ts';

/** A statement with its block: the cursor is at its test wherever it stands in it. */
const whole = ({ uri, full }: Origin): Range => rangeOf({ uri, range: full });

/** An expectation as it is written; undefined for one of another file. */
function entryOf(
  document: LangiumDocument,
  { origins }: FileModel,
  { id }: Pick<Expect, 'id'>,
): ExpectEntry | undefined {
  const origin = originOf(origins, id);
  if (origin?.uri !== document.uri.toString()) return undefined;
  const text = document.textDocument.getText(origin.full).replace(/\s+/g, ' ');
  return { id, text, range: whole(origin) };
}

const before = (a: TestEntry, b: TestEntry): number =>
  a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character;

/** What a file has to test: its own walks, and its own expectations. Nothing is planned or walked for it. */
export function testsOf(document: LangiumDocument, models: FileModels): FileTests {
  const uri = document.uri.toString();
  const file = models.of(document);
  const { walks, expects } = file.topology;
  const ofWalks = walks.flatMap(({ id, name, title, expects: inside }): TestEntry[] => {
    const origin = file.origins.get(id);
    if (origin?.uri !== uri) return [];
    const words = { name: name ?? title ?? 'walk', ...(name !== undefined && title !== undefined ? { title } : {}) };
    const entries = inside.flatMap((expect) => entryOf(document, file, expect) ?? []);
    return [{ kind: 'walk', id, ...words, range: whole(origin), expects: entries }];
  });
  const ofFile = expects.flatMap((expect): TestEntry[] => {
    const entry = entryOf(document, file, expect);
    return entry ? [{ kind: 'policy', ...entry }] : [];
  });
  return { uri, version: document.textDocument.version, tests: [...ofWalks, ...ofFile].sort(before) };
}

/** The first error of syntax, in the words of the diagnostics: after it the text may mean anything. */
async function brokenAt(document: LangiumDocument, validator: DocumentValidator): Promise<Problem | undefined> {
  const { lexerErrors, parserErrors } = document.parseResult;
  if (lexerErrors.length === 0 && parserErrors.length === 0) return undefined;
  const options = { stopAfterLexingErrors: true, stopAfterParsingErrors: true };
  const [first] = await validator.validateDocument(document, options);
  return first && problemOf(document, first);
}

/** What tests one walk of the file, or one of its own expectations. */
function* testing({ model, topology }: FileModel, uri: string, test: string): Work<TestedQuestion> {
  const id = elementId(test);
  const walk = topology.walks.find((each) => each.id === id);
  if (walk) return yield* testingWalk(model, walk);
  const expect = topology.expects.find((each) => each.id === id);
  if (!expect) throw new ResponseError(ErrorCodes.InvalidParams, `${uri} has no test ${test} any more`);
  return { expectations: [(yield* testingPolicy(model, expect)).tested] };
}

/** Tests one walk with all that it expects, or one expectation of the file. Rejects as cancelled when nobody waits any more. */
export async function testOf(
  document: LangiumDocument,
  { model, validation }: Pick<NetkServices, 'model' | 'validation'>,
  test: string,
  token: CancellationToken,
): Promise<TestAnswer> {
  const uri = document.uri.toString();
  const answer = { uri, version: document.textDocument.version };
  const broken = await brokenAt(document, validation.DocumentValidator);
  if (broken) return { ...answer, results: [], broken };
  const file = model.FileModels.of(document);
  const resultOf = (tested: Tested): TestResult[] => {
    const entry = entryOf(document, file, tested.expect);
    if (!entry) return [];
    const { result, why, found, wrong } = tested;
    return [{ ...entry, result, why, found, ...(wrong && { wrong }) }];
  };
  try {
    const { expectations, failure } = await runWork(testing(file, uri, test), token);
    if (failure !== undefined) console.error(failure); // the output of the editor has the stack
    return { ...answer, results: expectations.flatMap(resultOf) };
  } catch (error) {
    if (isOperationCancelled(error)) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    throw error;
  }
}

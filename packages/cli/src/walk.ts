import { markdownOf, mermaidOf, renderTrace, type Trace, type Walk } from '@netk/engine';
import { type AdHoc, withQuestion } from './ad-hoc.ts';
import { diagnosticLine } from './diagnostic-line.ts';
import { type ExitCode, exitCodes, UsageError } from './exit-codes.ts';
import { briefOf } from './formats/brief.ts';
import type { Io } from './io.ts';
import { jsonList } from './json-list.ts';
import { jsonWalk } from './json-walk.ts';
import { printed, tellFailed } from './own-failure.ts';
import { type CheckedFile, checkInputs, type ReadFile, readUnchecked } from './project.ts';
import { readInputs } from './read-inputs.ts';

/** How `netk walk` prints its answer. */
export const walkFormats = ['text', 'json', 'markdown', 'mermaid'] as const;
export type WalkFormat = (typeof walkFormats)[number];

/** What the user wants to have walked. */
export interface WalkQuestion {
  readonly names: readonly string[];
  readonly adHoc?: AdHoc;
  /** As text with one line for each machine. */
  readonly brief?: boolean;
}

/** A walk, and the file in which it stands. */
export interface Asked {
  readonly file: ReadFile;
  readonly walk: Walk;
}

/** The questions that the files ask themselves; those of imported files are theirs. */
const walksOf = (file: ReadFile): readonly Asked[] =>
  file.project.topology.walks.filter(({ uri }) => uri === file.project.uri).map((walk) => ({ file, walk }));

const startLine = ({ file, walk }: Asked): number =>
  file.project.originOf(walk.id)?.range.start.line ?? Number.POSITIVE_INFINITY;

/** The walks that the question names, in the order of the text; the last line of the file when it is ad hoc. */
export function chosen(files: readonly ReadFile[], { names, adHoc }: WalkQuestion): readonly Asked[] {
  const all = files.flatMap((file) => [...walksOf(file)].sort((a, b) => startLine(a) - startLine(b)));
  if (adHoc) return all.slice(-1);
  if (names.length === 0) return all;
  for (const name of names) {
    if (!all.some(({ walk }) => walk.name === name)) throw new UsageError(`no walk is called ${name}`);
  }
  return all.filter(({ walk }) => walk.name !== undefined && names.includes(walk.name));
}

/** Names on the command line that no name of the file answers to. */
function refuseUnknown(file: CheckedFile, question: AdHoc): void {
  const last = file.input.text.trimEnd().split('\n').length - 1;
  const wrong = file.diagnostics.find(({ range, severity }) => severity === 'error' && range.start.line >= last);
  if (wrong) throw new UsageError(`--from ${question.from} --to ${question.to}: ${wrong.message}`);
}

/** `netk walk`: the traces of walks. */
export async function walk(
  paths: readonly string[],
  question: WalkQuestion,
  format: WalkFormat,
  io: Io,
): Promise<ExitCode> {
  const inputs = await readInputs(paths, io);
  const { adHoc } = question;
  const [first] = inputs;
  if (adHoc && (inputs.length !== 1 || !first)) throw new UsageError('--from and --to ask about one file');
  const texts = adHoc && first ? [withQuestion(first, adHoc)] : inputs;
  const checked = adHoc ? await checkInputs(texts, io) : undefined;
  if (adHoc && checked?.[0]) refuseUnknown(checked[0], adHoc);
  const files: readonly ReadFile[] = checked ?? (await readUnchecked(texts));

  const asked = chosen(files, question);
  let unanswered = asked.length === 0;
  let failed = false;
  // One by one: the text of all traces of a file may be larger than the memory.
  function* answers<T>(print: (trace: Trace, file: ReadFile) => T): Generator<T> {
    for (const { file, walk } of asked) {
      const { of, trace } = printed(walk, file.project.model.traceOnce(walk.id), (each) => print(each, file));
      unanswered ||= Boolean(trace.reasons?.length);
      failed = tellFailed(trace, io) || failed;
      yield of;
    }
  }
  if (format === 'json') {
    for (const text of jsonList('netk.walk/1', 'walks', answers(jsonWalk))) io.out(text);
  } else {
    const print = { text: question.brief ? briefOf : renderTrace, markdown: markdownOf, mermaid: mermaidOf }[format];
    let between = '';
    for (const text of answers((trace) => print(trace).trimEnd())) {
      io.out(`${between}${text}\n`);
      between = '\n';
    }
  }

  // What is wrong with the files matters only where it may be why a walk has no answer.
  const found = unanswered ? (checked ?? (await checkInputs(texts, io))).flatMap(({ diagnostics }) => diagnostics) : [];
  const errors = found.filter(({ severity }) => severity === 'error');
  for (const error of errors) io.err(`${diagnosticLine(error, false)}\n`);
  return errors.length > 0 || failed ? exitCodes.wrong : exitCodes.fine;
}

import { finish, type Tested, testingPolicy, testingWalk } from '@netk/engine';
import type { ProjectFile } from '@netk/language';
import { createColors } from 'picocolors';
import { diagnosticLine } from './diagnostic-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { junitXml } from './formats/junit.ts';
import type { Io } from './io.ts';
import { logFailure } from './own-failure.ts';
import { type CheckedFile, readChecked } from './project.ts';
import type { TestedWalk } from './tested-walk.ts';
import { chosen } from './walk.ts';

/** How `netk test` prints its answer. */
export const testFormats = ['text', 'json', 'junit'] as const;
export type TestFormat = (typeof testFormats)[number];

type Line = TestedWalk['expectations'][number];

/** An expectation as it was tested, with its line. */
function lineOf(project: ProjectFile, { expect, text, result, why }: Tested): Line {
  const line = (project.originOf(expect.id)?.range.start.line ?? 0) + 1;
  return { text, line, result, why };
}

/** The expectations at the top of a file, each about all pairs of two sets. */
function policiesOf(file: CheckedFile): TestedWalk[] {
  const { model } = file.project;
  return model.topology.expects.map((expect) => {
    const { tested, pairs } = finish(testingPolicy(model, expect));
    const name = `${pairs} pair${pairs === 1 ? '' : 's'}`;
    return { file: file.input.file, name, expectations: [lineOf(file.project, tested)] };
  });
}

/**
 * `netk test`: every expectation of the files' own walks, and of the files themselves. One that cannot be decided is none
 * that holds, unless the user allows it.
 */
export async function test(
  paths: readonly string[],
  format: TestFormat,
  io: Io,
  allowUndetermined = false,
): Promise<ExitCode> {
  const files = await readChecked(paths, io);
  const walks = chosen(files, { names: [] }).flatMap(({ file, walk }): TestedWalk[] => {
    if (walk.expects.length === 0) return [];
    const tested = finish(testingWalk(file.project.model, walk));
    logFailure(tested.failure, io);
    const expectations = tested.expectations.map((each) => lineOf(file.project, each));
    return [{ file: file.input.file, name: walk.name ?? walk.title ?? walk.id, expectations }];
  });
  walks.push(...files.flatMap(policiesOf));
  const errors = files.flatMap(({ diagnostics }) =>
    diagnostics.filter(({ severity, code }) => severity === 'error' && code !== 'NK120'),
  );
  if (format === 'json') io.out(`${JSON.stringify({ schema: 'netk.test/1', walks }, null, 2)}\n`);
  else if (format === 'junit') io.out(junitXml(walks));
  else io.out(textOf(walks, io.colour));
  for (const error of errors) io.err(`${diagnosticLine(error, false)}\n`);
  const isBad = ({ result }: Line): boolean => result === 'fails' || (result === 'undetermined' && !allowUndetermined);
  const failed = walks.some(({ expectations }) => expectations.some(isBad));
  return failed || errors.length > 0 ? exitCodes.wrong : exitCodes.fine;
}

function textOf(walks: readonly TestedWalk[], colour: boolean): string {
  const paint = createColors(colour);
  const sign = { holds: paint.green('ok    '), fails: paint.red('FAILED'), undetermined: paint.yellow('?     ') };
  const lines = walks.flatMap(({ file, name, expectations }) =>
    expectations.map(
      ({ text, line, result, why }) => `${sign[result]} ${file}:${line} ${name}: ${result === 'holds' ? text : why}`,
    ),
  );
  const count = (of: string): number =>
    walks.flatMap(({ expectations }) => expectations).filter(({ result }) => result === of).length;
  return [...lines, `${count('holds')} hold, ${count('fails')} fail, ${count('undetermined')} undetermined`, ''].join(
    '\n',
  );
}

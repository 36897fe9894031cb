import { expectText, judge } from '@netk/engine';
import { createColors } from 'picocolors';
import { diagnosticLine } from './diagnostic-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { junitXml } from './formats/junit.ts';
import type { Io } from './io.ts';
import { readChecked } from './project.ts';
import { chosen } from './walk.ts';

/** One walk with its expectations, judged. */
export interface TestedWalk {
  readonly file: string;
  readonly name: string;
  readonly expectations: readonly {
    readonly text: string;
    /** Line of the file, from 1. */
    readonly line: number;
    readonly result: 'holds' | 'fails' | 'undetermined';
    /** Why not; empty where it holds. */
    readonly why: string;
  }[];
}

/** How `netk test` prints its answer. */
export const testFormats = ['text', 'json', 'junit'] as const;
export type TestFormat = (typeof testFormats)[number];

/** `netk test`: every expectation of the files' own walks. */
export async function test(paths: readonly string[], format: TestFormat, io: Io): Promise<ExitCode> {
  const files = await readChecked(paths, io);
  const walks = chosen(files, { names: [] }).flatMap(({ file, walk }): TestedWalk[] => {
    if (walk.expects.length === 0) return [];
    const { model } = file.project;
    const trace = model.trace(walk.id);
    const expectations = walk.expects.map((expect) => {
      const { holds, why } = judge(model.plan, trace, expect);
      const result = holds === undefined ? ('undetermined' as const) : holds ? ('holds' as const) : ('fails' as const);
      const line = (file.project.originOf(expect.id)?.range.start.line ?? 0) + 1;
      return { text: expectText(expect), line, result, why: result === 'holds' ? '' : why };
    });
    return [{ file: file.input.file, name: walk.name ?? walk.title ?? walk.id, expectations }];
  });
  const errors = files.flatMap(({ diagnostics }) =>
    diagnostics.filter(({ severity, code }) => severity === 'error' && code !== 'NK120'),
  );
  if (format === 'json') io.out(`${JSON.stringify({ schema: 'netk.test/1', walks }, null, 2)}\n`);
  else if (format === 'junit') io.out(junitXml(walks));
  else io.out(textOf(walks, io.colour));
  for (const error of errors) io.err(`${diagnosticLine(error, false)}\n`);
  const failed = walks.some(({ expectations }) => expectations.some(({ result }) => result === 'fails'));
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

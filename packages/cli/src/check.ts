import { diagnosticLine } from './diagnostic-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { githubLines } from './formats/github.ts';
import { sarifLog } from './formats/sarif.ts';
import type { Io } from './io.ts';
import { readChecked } from './project.ts';

/** How an answer is printed. */
export type Format = 'text' | 'json';

/** How `netk check` prints its answer. */
export const checkFormats = ['text', 'json', 'sarif', 'github'] as const;
export type CheckFormat = (typeof checkFormats)[number];

/** `netk check`: every diagnostic of the files. */
export async function check(paths: readonly string[], format: CheckFormat, io: Io): Promise<ExitCode> {
  const diagnostics = (await readChecked(paths, io)).flatMap((file) => file.diagnostics);
  if (format === 'json') io.out(`${JSON.stringify({ schema: 'netk.check/1', diagnostics }, null, 2)}\n`);
  else if (format === 'sarif') io.out(sarifLog(diagnostics));
  else if (format === 'github') io.out(githubLines(diagnostics));
  else for (const diagnostic of diagnostics) io.out(`${diagnosticLine(diagnostic, io.colour)}\n`);
  return diagnostics.some(({ severity }) => severity === 'error') ? exitCodes.wrong : exitCodes.fine;
}

import { diagnosticLine } from './diagnostic-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { readChecked } from './project.ts';

/** How an answer is printed. */
export type Format = 'text' | 'json';

/** `netk check`: every diagnostic of the files. */
export async function check(paths: readonly string[], format: Format, io: Io): Promise<ExitCode> {
  const diagnostics = (await readChecked(paths, io)).flatMap((file) => file.diagnostics);
  if (format === 'json') io.out(`${JSON.stringify({ schema: 'netk.check/1', diagnostics }, null, 2)}\n`);
  else for (const diagnostic of diagnostics) io.out(`${diagnosticLine(diagnostic, io.colour)}\n`);
  return diagnostics.some(({ severity }) => severity === 'error') ? exitCodes.wrong : exitCodes.fine;
}

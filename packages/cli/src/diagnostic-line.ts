import { diagnosticWords } from '@netk/language';
import { createColors } from 'picocolors';
import type { JsonDiagnostic, Severity } from './diagnostics.ts';

/** A diagnostic as a line for people, in colours where a terminal has them. */
export function diagnosticLine({ file, range, severity, code, message }: JsonDiagnostic, colour: boolean): string {
  const paint = createColors(colour);
  const tint: Readonly<Record<Severity, (text: string) => string>> = {
    error: paint.red,
    warning: paint.yellow,
    information: paint.blue,
    hint: paint.dim,
  };
  const place = { file, line: range.start.line, character: range.start.character };
  return diagnosticWords({ ...place, severity, code, message }, { severity: tint[severity], code: paint.bold });
}

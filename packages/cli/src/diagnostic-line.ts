import { createColors } from 'picocolors';
import type { JsonDiagnostic, Severity } from './diagnostics.ts';

/** `file:line:column: severity CODE message`, the one form in which anything wrong with a text is printed. */
export function diagnosticLine({ file, range, severity, code, message }: JsonDiagnostic, colour: boolean): string {
  const paint = createColors(colour);
  const tint: Readonly<Record<Severity, (text: string) => string>> = {
    error: paint.red,
    warning: paint.yellow,
    information: paint.blue,
    hint: paint.dim,
  };
  const place = `${file}:${range.start.line + 1}:${range.start.character + 1}:`;
  const words = [
    place,
    tint[severity](severity),
    ...(code ? [paint.bold(code)] : []),
    message.replaceAll(/\s*\n\s*/g, ' '),
  ];
  return words.join(' ');
}

import type { JsonDiagnostic, Severity } from '../diagnostics.ts';

const commands: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** Workflow commands escape what would end them (docs.github.com, workflow commands). */
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** Annotations of a GitHub workflow, a line each. */
export const githubLines = (diagnostics: readonly JsonDiagnostic[]): string =>
  diagnostics
    .map(({ file, range: { start, end }, code, severity, message }) => {
      // GitHub shows columns only for places within one line
      const columns = start.line === end.line ? [`col=${start.character + 1}`, `endColumn=${end.character + 1}`] : [];
      const place = [`file=${property(file)}`, `line=${start.line + 1}`, `endLine=${end.line + 1}`, ...columns];
      return `::${commands[severity]} ${[...place, `title=${property(code)}`].join(',')}::${data(message)}\n`;
    })
    .join('');

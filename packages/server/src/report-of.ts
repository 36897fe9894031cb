import { diagnosticWords, type NetkServices } from '@netk/language';
import type { Report, TaskKind } from '@netk/protocol';
import type { LangiumDocument } from 'langium';
import type { CancellationToken, Diagnostic } from 'vscode-languageserver';
import { testOf, testsOf } from './tests-of.ts';

const severities = ['error', 'warning', 'information', 'hint'] as const;

const byPlace = (a: Diagnostic, b: Diagnostic): number =>
  a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character;

/** What `netk check` prints of a file. */
function checked(document: LangiumDocument, file: string): Report {
  const all = [...(document.diagnostics ?? [])].sort(byPlace);
  const lines = all.map(({ range: { start }, severity = 1, code, message }) =>
    diagnosticWords({
      ...{ file, line: start.line, character: start.character, code: String(code ?? '') },
      severity: severities[severity - 1] ?? 'error',
      message: typeof message === 'string' ? message : message.value,
    }),
  );
  return { lines, good: !all.some(({ severity }) => severity === 1) };
}

/** What `netk test` prints of a file. */
async function tested(
  document: LangiumDocument,
  netk: Pick<NetkServices, 'model' | 'validation'>,
  file: string,
  token: CancellationToken,
): Promise<Report> {
  const lines: string[] = [];
  let good = true;
  const sign = { holds: 'ok    ', fails: 'FAILED', undetermined: '?     ' } as const;
  for (const test of testsOf(document, netk.model.FileModels).tests) {
    const name = test.kind === 'walk' ? test.name : 'all pairs';
    const { results, broken } = await testOf(document, netk, test.id, token);
    if (broken) {
      const { line, character } = broken.range.start;
      return {
        lines: [diagnosticWords({ file, line, character, severity: 'error', code: '', message: broken.message })],
        good: false,
      };
    }
    for (const { result, range, text, why } of results) {
      good &&= result === 'holds';
      lines.push(`${sign[result]} ${file}:${range.start.line + 1} ${name}: ${result === 'holds' ? text : why}`);
    }
  }
  return { lines, good };
}

/** A file as the command says it. */
export const reportOf = (
  document: LangiumDocument,
  netk: Pick<NetkServices, 'model' | 'validation'>,
  { file, what }: { readonly file: string; readonly what: TaskKind },
  token: CancellationToken,
): Promise<Report> =>
  what === 'test' ? tested(document, netk, file, token) : Promise.resolve(checked(document, file));

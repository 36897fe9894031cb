import { elementId, type Trace } from '@netk/engine';
import { type ProjectFile, runWork, writtenQuestion, writtenWalk } from '@netk/language';
import type { Question } from '@netk/protocol';
import type { LangiumDocument } from 'langium';
import { type CancellationToken, DiagnosticSeverity } from 'vscode-languageserver';
import type { Drafts } from './drafts.ts';
import { type Ground, workOf } from './ground.ts';

const partNames = { from: 'from', to: 'to', port: 'port', protocol: 'protocol' } as const;

/** A question as a statement of the language, or why it is none. */
export function walkText(question: Question): { readonly text?: string; readonly refused?: string } {
  const written = writtenWalk(question);
  if (written.kind === 'written') return { text: written.text };
  const { part, why } = written;
  return { refused: `${partNames[part]} ${question[part as keyof Question] ?? ''}: ${why}` };
}

/** A question that has no answer, and why. */
const unanswered = (id: string, title: string, question: Question, reasons: readonly string[]): Trace => ({
  ...{ id: elementId(id), title, verdict: 'undetermined', routes: [], reasons },
  flow: { from: question.from, to: question.to, protocol: question.protocol ?? 'tcp' },
});

/** The first error in the last statement of a text. */
function errorIn({ diagnostics, text }: ProjectFile): string | undefined {
  const last = text.trimEnd().split('\n').length - 1;
  const error = diagnostics.find(
    ({ severity, range }) => severity === DiagnosticSeverity.Error && range.start.line >= last,
  );
  return typeof error?.message === 'string' ? error.message : error?.message.value;
}

/** The answer to a question in words: it is read as the last line of the file, and walked there. */
export async function tracedQuestion(
  document: LangiumDocument,
  drafts: Drafts,
  { id, question, ground }: { readonly id: string; readonly question: Question; readonly ground: Ground | undefined },
  token: CancellationToken,
): Promise<Trace> {
  const written = writtenQuestion(question);
  const title = `from ${question.from} to ${question.to}`;
  if (written.kind === 'refused') return unanswered(id, title, question, [walkText(question).refused ?? written.why]);
  const trace = ground && (await runWork(workOf(document.uri.toString(), ground), token));
  if (trace && trace.routes.length > 0) return { ...trace, id: elementId(id), title: written.text };
  // why it is no question is told by the checks
  const text = `${document.textDocument.getText().trimEnd()}\nwalk ${written.text}\n`;
  const checked = await drafts.of(document, new Map([[document.uri.toString(), text]]), { checks: true });
  const error = errorIn(checked);
  const reasons = error === undefined ? (trace?.reasons ?? []) : [error];
  return unanswered(id, title, question, reasons);
}

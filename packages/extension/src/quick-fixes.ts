import type { Range } from '@netk/protocol';
import * as vscode from 'vscode';
import { toEditorRange } from './editors.ts';

/** Quick fixes at a place that edit the text by themselves. None where no error stands: a hint's fix mends nothing. */
async function quickFixes(
  range: Range,
): Promise<readonly { readonly title: string; readonly edit: vscode.WorkspaceEdit }[]> {
  const uri = vscode.Uri.parse(range.uri);
  const place = toEditorRange(range);
  const errors = vscode.languages
    .getDiagnostics(uri)
    .filter((each) => each.severity === vscode.DiagnosticSeverity.Error && place.contains(each.range));
  if (errors.length === 0) return [];
  const found = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    place,
    vscode.CodeActionKind.QuickFix.value,
  );
  return (found ?? []).flatMap(({ title, edit }) => (edit ? [{ title, edit }] : []));
}

/** The titles of the quick fixes at a place, best first. */
export const fixTitles = async (range: Range): Promise<readonly string[]> =>
  (await quickFixes(range)).map(({ title }) => title);

/** Applies a quick fix at a place, undoable. Throws when there is none of this title any more. */
export async function applyFix(range: Range, title: string): Promise<void> {
  const fix = (await quickFixes(range)).find((each) => each.title === title);
  if (!fix) throw new Error(`"${title}" is no fix of the text any more`);
  if (!(await vscode.workspace.applyEdit(fix.edit))) throw new Error(vscode.l10n.t('VS Code refused the edit'));
}

import type { LangiumDocument } from 'langium';
import type { CodeActionProvider } from 'langium/lsp';
import { type CodeAction, CodeActionKind, type Diagnostic, type TextEdit } from 'vscode-languageserver-types';
import type { FixData } from '../checks/check-findings.ts';

const quickFix = (title: string, diagnostic: Diagnostic, changes: Record<string, TextEdit[]>): CodeAction => ({
  title,
  kind: CodeActionKind.QuickFix,
  diagnostics: [diagnostic],
  edit: { changes },
});

/** Fixes of diagnostics: what the engine proposes, and the word that was meant. */
export class NetkCodeActions implements CodeActionProvider {
  getCodeActions(
    document: LangiumDocument,
    params: { readonly context: { readonly diagnostics: readonly Diagnostic[] } },
  ): CodeAction[] {
    const uri = document.uri.toString();
    return params.context.diagnostics.flatMap((diagnostic) => {
      const data = diagnostic.data as (Partial<FixData> & { readonly better?: string }) | undefined;
      const fixes = (data?.fixes ?? []).map(({ title, edits }) =>
        quickFix(title, diagnostic, Object.fromEntries(Object.entries(edits).map(([file, list]) => [file, [...list]]))),
      );
      if (!data?.better) return fixes;
      const edit = { range: diagnostic.range, newText: data.better };
      return [...fixes, quickFix(`Change to ${data.better}`, diagnostic, { [uri]: [edit] })];
    });
  }
}

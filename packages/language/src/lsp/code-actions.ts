import type { LangiumDocument } from 'langium';
import type { CodeActionProvider } from 'langium/lsp';
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type Position,
  type TextEdit,
} from 'vscode-languageserver-types';
import type { FixData } from '../checks/check-findings.ts';
import { codes } from '../checks/codes.ts';
import { sortBlockAt } from './sort-block.ts';

type Data = (Partial<FixData> & { readonly better?: string }) | undefined;

const quickFix = (title: string, diagnostic: Diagnostic, changes: Record<string, TextEdit[]>): CodeAction => ({
  title,
  kind: CodeActionKind.QuickFix,
  diagnostics: [diagnostic],
  edit: { changes },
});

const isKind = (only: readonly string[] | undefined, kind: string): boolean =>
  only === undefined || only.some((each) => kind === each || kind.startsWith(`${each}.`));

const before = (a: Position, b: Position): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);

/** Fixes of diagnostics: what the engine proposes, the word that was meant, and all fixes that change no meaning. */
export class NetkCodeActions implements CodeActionProvider {
  getCodeActions(
    document: LangiumDocument,
    params: { readonly context: { readonly diagnostics: readonly Diagnostic[]; readonly only?: readonly string[] } },
  ): CodeAction[] {
    const { diagnostics, only } = params.context;
    const uri = document.uri.toString();
    const quick = isKind(only, CodeActionKind.QuickFix)
      ? diagnostics.flatMap((each) => [...fixesOf(each, uri), ...sortOf(each, document)])
      : [];
    const all = isKind(only, CodeActionKind.SourceFixAll) ? fixAll(document, uri) : undefined;
    return all ? [...quick, all] : quick;
  }
}

/** The order of a block is computed when somebody asks: a diagnostic would carry the text of the whole block. */
function sortOf(diagnostic: Diagnostic, document: LangiumDocument): CodeAction[] {
  if (diagnostic.code !== codes.order) return [];
  const edit = sortBlockAt(document.parseResult.value, diagnostic.range.start);
  return edit ? [quickFix('Sort this block', diagnostic, { [document.uri.toString()]: [edit] })] : [];
}

function fixesOf(diagnostic: Diagnostic, uri: string): CodeAction[] {
  const data = diagnostic.data as Data;
  const fixes = (data?.fixes ?? []).map(({ title, edits }) =>
    quickFix(title, diagnostic, Object.fromEntries(Object.entries(edits).map(([file, list]) => [file, [...list]]))),
  );
  if (!data?.better) return fixes;
  const edit = { range: diagnostic.range, newText: data.better };
  return [...fixes, quickFix(`Change to ${data.better}`, diagnostic, { [uri]: [edit] })];
}

/** The safe fixes of a file as one edit; of two that meet the first is taken. */
function fixAll(document: LangiumDocument, uri: string): CodeAction | undefined {
  const edits = (document.diagnostics ?? [])
    .flatMap(({ data }) => ((data as Data)?.fixes ?? []).filter((fix) => fix.safe).slice(0, 1))
    .flatMap((fix) => fix.edits[uri] ?? [])
    .sort((a, b) => (before(a.range.start, b.range.start) ? -1 : 1));
  const apart = edits.filter((edit, at) => at === 0 || !before(edit.range.start, edits[at - 1]!.range.end));
  if (apart.length === 0) return undefined;
  const title = `Fix all: write ${apart.length === 1 ? 'a block' : `${apart.length} blocks`} without host bits`;
  return { title, kind: CodeActionKind.SourceFixAll, edit: { changes: { [uri]: apart } } };
}

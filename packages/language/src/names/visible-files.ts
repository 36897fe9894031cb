import { type LangiumDocument, type LangiumDocuments, type URI, UriUtils } from 'langium';
import { type Import, isImport, isNetkFile, type NetkFile } from '../generated/ast.ts';

/** The imports of a file, as written. */
export function importsOf(document: LangiumDocument): readonly Import[] {
  const file = document.parseResult.value;
  return isNetkFile(file) ? file.items.filter(isImport) : [];
}

/** The address of an imported file; undefined while its path is not typed. */
export function importedUri(document: LangiumDocument, statement: Import): URI | undefined {
  if (!statement.path) return undefined;
  return UriUtils.resolvePath(UriUtils.dirname(document.uri), statement.path);
}

/** A file and everything that it imports, itself first, each file once. */
export function visibleFiles(
  document: LangiumDocument,
  documents: LangiumDocuments,
): readonly LangiumDocument<NetkFile>[] {
  const seen = new Map<string, LangiumDocument<NetkFile>>();
  const visit = (at: LangiumDocument): void => {
    const key = at.uri.toString();
    if (seen.has(key) || !isNetkFile(at.parseResult.value)) return;
    seen.set(key, at as LangiumDocument<NetkFile>);
    for (const statement of importsOf(at)) {
      const uri = importedUri(at, statement);
      const next = uri && documents.getDocument(uri);
      if (next) visit(next);
    }
  };
  visit(document);
  return [...seen.values()];
}

import { type LangiumDocument, type LangiumDocuments, type URI, UriUtils } from 'langium';
import { type Import, isImport, isNetkFile, type NetkFile } from '../generated/ast.ts';
import { mostImports } from '../syntax/limits.ts';

const imports = new WeakMap<NetkFile, readonly Import[]>();

/** The imports of a file, as written, as many as are read. Looked for once in each tree. */
export function importsOf(document: LangiumDocument): readonly Import[] {
  const file = document.parseResult.value;
  if (!isNetkFile(file)) return [];
  const found = imports.get(file) ?? file.items.filter(isImport).slice(0, mostImports);
  imports.set(file, found);
  return found;
}

const addresses = new WeakMap<Import, URI>();

/** The address of an imported file; undefined while its path is not typed. Resolved once for each statement. */
export function importedUri(document: LangiumDocument, statement: Import): URI | undefined {
  if (!statement.path) return undefined;
  const known = addresses.get(statement) ?? UriUtils.resolvePath(UriUtils.dirname(document.uri), statement.path);
  addresses.set(statement, known);
  return known;
}

/**
 * A file and everything that it imports, itself first, each file once, in the order of the text. A chain of imports may
 * be longer than the stack is deep.
 */
export function visibleFiles(
  document: LangiumDocument,
  documents: LangiumDocuments,
): readonly LangiumDocument<NetkFile>[] {
  const seen = new Map<string, LangiumDocument<NetkFile>>();
  const open = [document];
  for (let at = open.pop(); at; at = open.pop()) {
    const key = at.uri.toString();
    if (seen.has(key) || !isNetkFile(at.parseResult.value)) continue;
    seen.set(key, at as LangiumDocument<NetkFile>);
    for (const statement of importsOf(at).toReversed()) {
      const uri = importedUri(at, statement);
      const next = uri && documents.getDocument(uri);
      if (next) open.push(next);
    }
  }
  return [...seen.values()];
}

import { AstUtils, type LangiumDocument, type LangiumDocuments, type ValidationAcceptor } from 'langium';
import type { NetkFile } from '../generated/ast.ts';
import { importedUri, importsOf } from '../names/visible-files.ts';
import { codes, pageOf } from './codes.ts';

/** Whether a file imports another one, directly or through others. */
function reaches(from: LangiumDocument, target: LangiumDocument, documents: LangiumDocuments): boolean {
  const seen = new Set<LangiumDocument>();
  const visit = (at: LangiumDocument): boolean => {
    if (at === target) return true;
    if (seen.has(at)) return false;
    seen.add(at);
    return importsOf(at).some((statement) => {
      const uri = importedUri(at, statement);
      const next = uri && documents.getDocument(uri);
      return next !== undefined && visit(next);
    });
  };
  return visit(from);
}

/** Imports that cannot be read, and those that come back to the file itself. */
export function checkImports(file: NetkFile, accept: ValidationAcceptor, documents: LangiumDocuments): void {
  const document = AstUtils.getDocument(file);
  for (const statement of importsOf(document)) {
    const uri = importedUri(document, statement);
    const info = {
      node: statement,
      property: 'path' as const,
      code: codes.import,
      codeDescription: pageOf(codes.import),
    };
    const imported = uri && documents.getDocument(uri);
    if (!imported)
      accept('error', `cannot read ${statement.path ? `'${statement.path}'` : 'a file without a name'}`, info);
    else if (reaches(imported, document, documents)) {
      accept('warning', `'${statement.path}' imports this file too: the import goes in a circle`, info);
    }
  }
}

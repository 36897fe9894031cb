import { AstUtils, type LangiumDocument, type LangiumDocuments, type ValidationAcceptor } from 'langium';
import { isImport, type NetkFile } from '../generated/ast.ts';
import { importedUri, importsOf, visibleFiles } from '../names/visible-files.ts';
import { mostImports } from '../syntax/limits.ts';
import { codes, pageOf } from './codes.ts';

/** Imports that cannot be read, those that come back to the file itself, and the first one of too many. */
export function checkImports(file: NetkFile, accept: ValidationAcceptor, documents: LangiumDocuments): void {
  const document = AstUtils.getDocument(file);
  const beyond = file.items.filter(isImport)[mostImports];
  if (beyond) {
    const message = `this file has more than ${mostImports.toLocaleString('en-US')} imports: this one and those below are not read`;
    accept('error', message, { node: beyond, code: codes.import, codeDescription: pageOf(codes.import) });
  }
  const comingBack = new Map<LangiumDocument, boolean>();
  const comesBack = (imported: LangiumDocument): boolean => {
    const known = comingBack.get(imported) ?? visibleFiles(imported, documents).some((each) => each === document);
    comingBack.set(imported, known);
    return known;
  };
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
    else if (comesBack(imported)) {
      accept('warning', `'${statement.path}' imports this file too: the import goes in a circle`, info);
    }
  }
}

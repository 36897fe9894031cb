import { DefaultIndexManager, type LangiumDocument } from 'langium';
import { importedUri, importsOf, visibleFiles } from './visible-files.ts';

/** A file is affected by a change of any file that it imports, directly or through others, existing or not. */
export class ImportIndex extends DefaultIndexManager {
  override isAffected(document: LangiumDocument, changedUris: Set<string>): boolean {
    if (importsOf(document).length === 0) return false;
    return visibleFiles(document, this.documents).some((file) =>
      importsOf(file).some((statement) => changedUris.has(importedUri(file, statement)?.toString() ?? '')),
    );
  }
}

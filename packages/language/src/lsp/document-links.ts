import type { LangiumDocument } from 'langium';
import { GrammarUtils } from 'langium';
import type { DocumentLinkProvider } from 'langium/lsp';
import type { DocumentLink } from 'vscode-languageserver-types';
import { importedUri, importsOf } from '../names/visible-files.ts';

/** The paths of imports lead to their files. */
export class NetkDocumentLinks implements DocumentLinkProvider {
  getDocumentLinks(document: LangiumDocument): DocumentLink[] {
    return importsOf(document).flatMap((statement) => {
      const range = GrammarUtils.findNodeForProperty(statement.$cstNode, 'path')?.range;
      const target = importedUri(document, statement)?.toString();
      return range && target ? [{ range, target }] : [];
    });
  }
}

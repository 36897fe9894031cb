import { DefaultDocumentValidator, type LangiumDocument, type Reference, type ValidationOptions } from 'langium';
import type { Diagnostic } from 'vscode-languageserver-types';
import { builtinOf } from '../names/linker.ts';

/** Syntax and linking errors in the language's own words. */
export class NetkDocumentValidator extends DefaultDocumentValidator {
  protected override processLinkingErrors(
    document: LangiumDocument,
    diagnostics: Diagnostic[],
    options: ValidationOptions,
  ): void {
    const found: Diagnostic[] = [];
    super.processLinkingErrors(
      {
        ...document,
        references: document.references.filter((reference) => builtinOf(reference as Reference) === undefined),
      },
      found,
      options,
    );
    diagnostics.push(...found);
  }
}

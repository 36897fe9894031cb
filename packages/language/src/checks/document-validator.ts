import {
  type AstNode,
  type Cancellation,
  DefaultDocumentValidator,
  DocumentValidator,
  type LangiumDocument,
  type ParseResult,
  type Reference,
  type ValidationOptions,
} from 'langium';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import { builtinOf } from '../names/linker.ts';
import { codes, pageOf } from './codes.ts';
import { explain } from './explain.ts';

/** More syntax errors than this help nobody. */
const mostSyntaxErrors = 100;

/** Syntax and linking errors in the language's own words. */
export class NetkDocumentValidator extends DefaultDocumentValidator {
  override async validateDocument(
    document: LangiumDocument,
    options?: ValidationOptions,
    cancelToken?: Cancellation.CancellationToken,
  ): Promise<Diagnostic[]> {
    const found = await super.validateDocument(document, options, cancelToken);
    return found.sort(
      (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
    );
  }

  protected override processParsingErrors(
    parseResult: ParseResult,
    diagnostics: Diagnostic[],
    options: ValidationOptions,
  ): void {
    const text = (parseResult.value as AstNode).$cstNode?.root.fullText ?? '';
    const { parserErrors } = parseResult;
    const first = parserErrors.slice(0, mostSyntaxErrors);
    const explained = first.map((error) => Object.assign(error, { message: explain(text, error) }));
    const found: Diagnostic[] = [];
    super.processParsingErrors({ ...parseResult, parserErrors: explained }, found, options);
    const last = found.at(-1);
    const more = parserErrors.length - first.length;
    if (last && more > 0) {
      const message = `and ${more} more syntax errors in this file`;
      found.push({ ...last, severity: DiagnosticSeverity.Information, message });
    }
    diagnostics.push(...found);
  }

  protected override processLinkingErrors(
    document: LangiumDocument,
    diagnostics: Diagnostic[],
    _options: ValidationOptions,
  ): void {
    for (const reference of document.references as readonly Reference[]) {
      const { error, $refNode } = reference;
      if (!error || !$refNode || builtinOf(reference) !== undefined) continue;
      diagnostics.push({
        severity: DiagnosticSeverity.Error,
        range: $refNode.range,
        message: error.message,
        code: codes.reference,
        codeDescription: pageOf(codes.reference),
        source: 'netk',
        data: { code: DocumentValidator.LinkingError },
      });
    }
  }
}

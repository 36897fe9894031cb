import {
  type AstNode,
  type AstReflection,
  AstUtils,
  Cancellation,
  DefaultDocumentValidator,
  DocumentValidator,
  interruptAndCheck,
  type LangiumCoreServices,
  type LangiumDocument,
  type LangiumDocuments,
  type ParseResult,
  type Reference,
  type ValidationAcceptor,
  type ValidationCheck,
  type ValidationOptions,
} from 'langium';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import { builtinOf, isMissing } from '../names/linker.ts';
import { nearestName } from '../names/nearest-name.ts';
import { isMisspelling, type Misspelling } from '../syntax/misspelled.ts';
import { perPart } from '../syntax/tree-nodes.ts';
import { visibleLines } from '../syntax/unprintable.ts';
import type { FixData } from './check-findings.ts';
import { codes, pageOf } from './codes.ts';
import { cannotChange, explain } from './explain.ts';
import { removalAt } from './remove-statement.ts';
import { foldFollowers } from './unknown-nouns.ts';

/** More syntax errors than this, of the words and of the statements each, help nobody. */
const mostSyntaxErrors = 100;

/** More diagnostics than this help nobody: the worst of them are told. */
const mostDiagnostics = 1000;

/** Characters of a message that repeats what the author wrote. */
const longestMessage = 1000;

/** Says at the place of the last one that there are more. */
function more(last: Diagnostic | undefined, count: number, what: string): Diagnostic[] {
  if (!last || count <= 0) return [];
  const { range, source } = last;
  const message = `and ${count} more ${what} in this file`;
  return [{ range, severity: DiagnosticSeverity.Information, message, ...(source ? { source } : {}) }];
}

const shown = (message: string): string =>
  visibleLines(message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message);

/** Several checks may meet the same failure of netk itself, which is told once. */
const isToldBefore = (each: Diagnostic, at: number, all: readonly Diagnostic[]): boolean =>
  each.code === codes.failure && all.findIndex((other) => other.message === each.message) < at;

/** The worst diagnostics, in their order, with messages that can be shown. */
function limited(all: readonly Diagnostic[]): Diagnostic[] {
  const found = all
    .filter((each, at) => !isToldBefore(each, at, all))
    .map((each) => (typeof each.message === 'string' ? { ...each, message: shown(each.message) } : { ...each }));
  if (found.length <= mostDiagnostics) return found;
  const worst = found.sort((a, b) => (a.severity ?? 1) - (b.severity ?? 1)).slice(0, mostDiagnostics);
  return [...worst, ...more(worst.at(-1), found.length - worst.length, 'diagnostics')];
}

function misspelled({ line = 1, column = 1, length, message, better }: Misspelling): Diagnostic {
  const start = { line: line - 1, character: column - 1 };
  return {
    severity: DiagnosticSeverity.Error,
    range: { start, end: { line: start.line, character: start.character + length } },
    message,
    code: codes.word,
    codeDescription: pageOf(codes.word),
    source: 'netk',
    data: { code: codes.word, better },
  };
}

/** A statement that the element of a `given` has not is told under the code of its check, and can go. */
function withoutStatement(diagnostic: Diagnostic, root: AstNode): Diagnostic {
  const { message, range } = diagnostic;
  if (typeof message !== 'string' || !message.endsWith(cannotChange)) return diagnostic;
  const fixes = removalAt(AstUtils.getDocument(root), range.start, 'Remove this statement');
  const data: FixData = { code: codes.given, fixes };
  return { ...diagnostic, code: codes.given, codeDescription: pageOf(codes.given), data };
}

/** For more references than this no better name is looked for: each is compared with all names. */
const mostLooked = 20;

/** Syntax and linking errors in the language's own words. */
export class NetkDocumentValidator extends DefaultDocumentValidator {
  private readonly documents: () => LangiumDocuments;
  private readonly reflection: AstReflection;

  constructor(services: LangiumCoreServices) {
    super(services);
    this.documents = () => services.shared.workspace.LangiumDocuments;
    this.reflection = services.shared.AstReflection;
  }

  override async validateDocument(
    document: LangiumDocument,
    options?: ValidationOptions,
    cancelToken?: Cancellation.CancellationToken,
  ): Promise<Diagnostic[]> {
    const found = await super.validateDocument(document, options, cancelToken);
    return limited(foldFollowers(document.parseResult.value, found)).sort(
      (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
    );
  }

  protected override processLexingErrors(
    parseResult: ParseResult,
    diagnostics: Diagnostic[],
    options: ValidationOptions,
  ): void {
    const first = parseResult.lexerErrors.slice(0, mostSyntaxErrors);
    const found: Diagnostic[] = [];
    const others = first.filter((error) => !isMisspelling(error));
    super.processLexingErrors({ ...parseResult, lexerErrors: others }, found, options);
    found.push(...first.filter(isMisspelling).map(misspelled));
    diagnostics.push(...found, ...more(found.at(-1), parseResult.lexerErrors.length - first.length, 'syntax errors'));
  }

  /** The nodes of a tree that there may be a check of: few, whatever the file. */
  private readonly checked = perPart((node) => (this.isChecked(node.$type) ? [node] : []));
  private readonly checkedTypes = new Map<string, boolean>();

  protected override async validateAstNodes(
    root: AstNode,
    options: ValidationOptions,
    accept: ValidationAcceptor,
    token = Cancellation.CancellationToken.None,
  ): Promise<void> {
    const checksOf = new Map<string, readonly ValidationCheck[]>();
    for (const node of this.checked(root)) {
      const checks = checksOf.get(node.$type) ?? this.checksOf(node.$type, options);
      checksOf.set(node.$type, checks);
      for (const check of checks) {
        await interruptAndCheck(token);
        await check(node, accept, token);
      }
    }
  }

  private isChecked(type: string): boolean {
    const known = this.checkedTypes.get(type) ?? !this.validationRegistry.getChecks(type).isEmpty();
    this.checkedTypes.set(type, known);
    return known;
  }

  private checksOf(type: string, options: ValidationOptions): readonly ValidationCheck[] {
    return this.validationRegistry.getChecks(type, options.categories).toArray();
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
    const said = found.map((each) => withoutStatement(each, parseResult.value as AstNode));
    diagnostics.push(...said, ...more(said.at(-1), parserErrors.length - first.length, 'syntax errors'));
  }

  protected override processLinkingErrors(
    document: LangiumDocument,
    diagnostics: Diagnostic[],
    _options: ValidationOptions,
  ): void {
    let looked = 0;
    for (const reference of document.references as readonly Reference[]) {
      const { error, $refNode } = reference;
      if (!error || !$refNode || builtinOf(reference) !== undefined) continue;
      const better =
        isMissing(error) && looked++ < mostLooked
          ? nearestName(error.info, this.documents(), this.reflection)
          : undefined;
      diagnostics.push({
        severity: DiagnosticSeverity.Error,
        range: $refNode.range,
        message: better === undefined ? error.message : `${error.message}. Did you mean ${better}?`,
        code: codes.reference,
        codeDescription: pageOf(codes.reference),
        source: 'netk',
        data: { code: DocumentValidator.LinkingError, ...(better === undefined ? {} : { better }) },
      });
    }
  }
}

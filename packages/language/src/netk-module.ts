import { inject, type Module } from 'langium';
import {
  createDefaultModule,
  createDefaultSharedModule,
  type DefaultSharedModuleContext,
  type LangiumSharedServices,
  type PartialLangiumServices,
  type PartialLangiumSharedServices,
} from 'langium/lsp';
import { NetkDocumentValidator } from './checks/document-validator.ts';
import { registerChecks } from './checks/register-checks.ts';
import { NetkFormatter } from './format/formatter.ts';
import { NetkGeneratedModule, NetkGeneratedSharedModule } from './generated/module.ts';
import { NetkCodeActions } from './lsp/code-actions.ts';
import { NetkCodeLenses } from './lsp/code-lenses.ts';
import { NetkCompletion } from './lsp/completion.ts';
import { NetkDocumentLinks } from './lsp/document-links.ts';
import { NetkFolding } from './lsp/folding.ts';
import { NetkHover } from './lsp/hover.ts';
import { NetkInlayHints } from './lsp/inlay-hints.ts';
import { NetkOutline } from './lsp/outline.ts';
import { NetkRename } from './lsp/rename.ts';
import { NetkSemanticTokens } from './lsp/semantic-tokens.ts';
import { FileModels } from './model/file-models.ts';
import { ImportBuilder } from './names/import-builder.ts';
import { ImportIndex } from './names/import-index.ts';
import { NetkLinker } from './names/linker.ts';
import { NoLocalScopes } from './names/no-scopes.ts';
import { ReferenceList } from './names/reference-list.ts';
import type { NetkOwnServices, NetkServices } from './netk-services.ts';
import { NetkDocumentFactory } from './syntax/document-factory.ts';
import { NetkLexer } from './syntax/lexer.ts';
import { NetkLexerMessages } from './syntax/lexer-messages.ts';
import { createNetkParser } from './syntax/parser.ts';
import { Reparser } from './syntax/reparse/reparser.ts';
import { NetkTokenBuilder } from './syntax/token-builder.ts';
import { NetkValueConverter } from './syntax/value-converter.ts';

const netkModule: Module<NetkServices, PartialLangiumServices & NetkOwnServices> = {
  model: {
    FileModels: (services) => new FileModels(() => services.shared.workspace.LangiumDocuments),
  },
  lsp: {
    CompletionProvider: (services) => new NetkCompletion(services),
    FoldingRangeProvider: (services) => new NetkFolding(services),
    Formatter: (services) => new NetkFormatter(services),
    HoverProvider: (services) => new NetkHover(services),
    InlayHintProvider: (services) => new NetkInlayHints(services),
    RenameProvider: (services) => new NetkRename(services),
    DocumentSymbolProvider: () => new NetkOutline(),
    DocumentLinkProvider: () => new NetkDocumentLinks(),
    SemanticTokenProvider: (services) => new NetkSemanticTokens(services),
    CodeActionProvider: () => new NetkCodeActions(),
    CodeLensProvider: (services) => new NetkCodeLenses(services),
  },
  parser: {
    TokenBuilder: () => new NetkTokenBuilder(),
    LexerErrorMessageProvider: () => new NetkLexerMessages(),
    Lexer: (services) => new NetkLexer(services),
    GrammarConfig: () => ({ multilineCommentRules: ['ML_COMMENT'], nameRegexp: /[\w.-]/ }),
    LangiumParser: (services) => createNetkParser(services),
    ValueConverter: () => new NetkValueConverter(),
    Reparser: (services) => new Reparser(services),
  },
  workspace: {
    ReferenceDescriptionProvider: (services) => new ReferenceList(services),
  },
  validation: {
    DocumentValidator: (services) => new NetkDocumentValidator(services),
  },
  references: {
    Linker: (services) => new NetkLinker(services),
    ScopeComputation: (services) => new NoLocalScopes(services),
  },
};

const netkSharedModule: Module<LangiumSharedServices, PartialLangiumSharedServices> = {
  workspace: {
    IndexManager: (services) => new ImportIndex(services),
    LangiumDocumentFactory: (services) => new NetkDocumentFactory(services),
    DocumentBuilder: (services) => new ImportBuilder(services),
  },
};

/** Wires everything that reads .netk files. The one place that says `new`. */
export function createNetkServices(context: DefaultSharedModuleContext): {
  readonly shared: LangiumSharedServices;
  readonly netk: NetkServices;
} {
  const shared = inject(createDefaultSharedModule(context), NetkGeneratedSharedModule, netkSharedModule);
  const netk = inject(createDefaultModule({ shared }), NetkGeneratedModule, netkModule);
  shared.ServiceRegistry.register(netk);
  registerChecks(netk);
  return { shared, netk };
}

import {
  createDefaultCoreModule,
  createDefaultSharedCoreModule,
  type DefaultSharedCoreModuleContext,
  inject,
  type LangiumSharedCoreServices,
  type Module,
  type PartialLangiumCoreServices,
  type PartialLangiumSharedCoreServices,
} from 'langium';
import { NetkDocumentValidator } from './checks/document-validator.ts';
import { registerChecks } from './checks/register-checks.ts';
import { NetkGeneratedModule, NetkGeneratedSharedModule } from './generated/module.ts';
import { FileModels } from './model/file-models.ts';
import { ImportBuilder } from './names/import-builder.ts';
import { ImportIndex } from './names/import-index.ts';
import { NetkLinker } from './names/linker.ts';
import { NoLocalScopes } from './names/no-scopes.ts';
import { ReferenceList } from './names/reference-list.ts';
import type { NetkCoreServices, NetkOwnServices } from './netk-services.ts';
import { NetkDocumentFactory } from './syntax/document-factory.ts';
import { NetkLexer } from './syntax/lexer.ts';
import { NetkLexerMessages } from './syntax/lexer-messages.ts';
import { createNetkParser } from './syntax/parser.ts';
import { Reparser } from './syntax/reparse/reparser.ts';
import { NetkTokenBuilder } from './syntax/token-builder.ts';
import { NetkValueConverter } from './syntax/value-converter.ts';

/** What reads, links and checks a file. */
export const netkCoreModule: Module<NetkCoreServices, PartialLangiumCoreServices & NetkOwnServices> = {
  model: {
    FileModels: (services) => new FileModels(() => services.shared.workspace.LangiumDocuments),
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

/** The same of all files together. */
export const netkSharedModule: Module<LangiumSharedCoreServices, PartialLangiumSharedCoreServices> = {
  workspace: {
    IndexManager: (services) => new ImportIndex(services),
    LangiumDocumentFactory: (services) => new NetkDocumentFactory(services),
    DocumentBuilder: (services) => new ImportBuilder(services),
  },
};

/** Wires what reads and checks .netk files outside an editor: nothing that only an editor asks for is loaded. */
export function createNetkCoreServices(context: DefaultSharedCoreModuleContext): {
  readonly shared: LangiumSharedCoreServices;
  readonly netk: NetkCoreServices;
} {
  const shared = inject(createDefaultSharedCoreModule(context), NetkGeneratedSharedModule, netkSharedModule);
  const netk = inject(createDefaultCoreModule({ shared }), NetkGeneratedModule, netkCoreModule);
  shared.ServiceRegistry.register(netk);
  registerChecks(netk);
  return { shared, netk };
}

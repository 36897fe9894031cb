import { inject, type Module } from 'langium';
import {
  createDefaultModule,
  createDefaultSharedModule,
  type DefaultSharedModuleContext,
  type LangiumSharedServices,
  type PartialLangiumServices,
} from 'langium/lsp';
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
import { netkCoreModule, netkSharedModule } from './netk-core-module.ts';
import type { NetkServices } from './netk-services.ts';

/** What an editor asks for besides. */
const netkEditorModule: Module<NetkServices, PartialLangiumServices> = {
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
};

/** Wires everything that an editor needs of .netk files. */
export function createNetkServices(context: DefaultSharedModuleContext): {
  readonly shared: LangiumSharedServices;
  readonly netk: NetkServices;
} {
  const shared = inject(createDefaultSharedModule(context), NetkGeneratedSharedModule, netkSharedModule);
  const netk = inject(createDefaultModule({ shared }), NetkGeneratedModule, netkCoreModule, netkEditorModule);
  shared.ServiceRegistry.register(netk);
  registerChecks(netk);
  return { shared, netk };
}

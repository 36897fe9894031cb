import {
  createDefaultCoreModule,
  createDefaultSharedCoreModule,
  EmptyFileSystem,
  inject,
  type LangiumCoreServices,
  type LangiumSharedCoreServices,
  type Module,
  type PartialLangiumCoreServices,
} from 'langium';
import { NetkGeneratedModule, NetkGeneratedSharedModule } from '../packages/language/src/generated/module.ts';
import { NetkLexer } from '../packages/language/src/syntax/lexer.ts';
import { NetkTokenBuilder } from '../packages/language/src/syntax/token-builder.ts';

// Without its lexer the grammar reads no file at all: statements end where the lexer says so.
const reading: Module<LangiumCoreServices, PartialLangiumCoreServices> = {
  parser: {
    TokenBuilder: () => new NetkTokenBuilder(),
    Lexer: (services) => new NetkLexer(services),
  },
};

/**
 * Langium's own services for the grammar of netk: its parser, scopes, index and linker, and nothing of netk but the
 * lexer. What any language server on Langium pays for a text before it does anything of its own.
 */
export function stockLangium(): LangiumSharedCoreServices {
  const shared = inject(createDefaultSharedCoreModule(EmptyFileSystem), NetkGeneratedSharedModule);
  shared.ServiceRegistry.register(inject(createDefaultCoreModule({ shared }), NetkGeneratedModule, reading));
  return shared;
}

import type { LangiumCoreServices } from 'langium';
import type { LangiumServices } from 'langium/lsp';
import type { FileModels } from './model/file-models.ts';
import type { Reparser } from './syntax/reparse/reparser.ts';

/** The services that only this language has. */
export interface NetkOwnServices {
  readonly model: {
    readonly FileModels: FileModels;
  };
  readonly parser: {
    readonly Reparser: Reparser;
  };
}

/** The services that read and check files. */
export type NetkCoreServices = LangiumCoreServices & NetkOwnServices;

/** The services of the language in an editor. */
export type NetkServices = LangiumServices & NetkOwnServices;

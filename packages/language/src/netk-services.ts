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

/** The services of the language. */
export type NetkServices = LangiumServices & NetkOwnServices;

import type { LangiumServices } from 'langium/lsp';
import type { FileModels } from './model/file-models.ts';

/** The services that only this language has. */
export interface NetkOwnServices {
  readonly model: {
    readonly FileModels: FileModels;
  };
}

/** The services of the language. */
export type NetkServices = LangiumServices & NetkOwnServices;

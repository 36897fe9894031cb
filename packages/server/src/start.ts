import { createNetkServices } from '@netk/language';
import { type DefaultSharedModuleContext, type LangiumSharedServices, startLanguageServer } from 'langium/lsp';
import type { Connection } from 'vscode-languageserver';
import { answerRequests } from './answer-requests.ts';
import { withOwnErrors } from './own-errors.ts';

/** Starts the language server on a connection. */
export function startServer(
  raw: Connection,
  files: Pick<DefaultSharedModuleContext, 'fileSystemProvider'>,
): LangiumSharedServices {
  const connection = withOwnErrors(raw);
  const { shared, netk } = createNetkServices({ connection, ...files });
  answerRequests(connection, shared, netk);
  startLanguageServer(shared);
  return shared;
}

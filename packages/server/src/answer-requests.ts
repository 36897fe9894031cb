import type { NetkServices } from '@netk/language';
import {
  changedNotice,
  elementAtRequest,
  type Notice,
  pictureRequest,
  type Request,
  traceRequest,
} from '@netk/protocol';
import { DocumentState, type LangiumDocument, URI } from 'langium';
import type { LangiumSharedServices } from 'langium/lsp';
import { type Connection, DiagnosticSeverity, ErrorCodes, ResponseError } from 'vscode-languageserver';
import { elementAt } from './element-at.ts';
import { pictureOf } from './picture-of.ts';
import { traceOf } from './trace-of.ts';

/** Answers the requests of the panel, and tells the client when a file was read anew. */
export function answerRequests(connection: Connection, shared: LangiumSharedServices, netk: NetkServices): void {
  const { DocumentBuilder, LangiumDocuments } = shared.workspace;

  /** The file in the version that the client sees, checked: requests wait for the build that is under way. */
  const fileOf = async (uri: string): Promise<LangiumDocument> => {
    const address = URI.parse(uri);
    if (!LangiumDocuments.hasDocument(address)) {
      const document = await LangiumDocuments.getOrCreateDocument(address).catch(() => undefined);
      if (!document) throw new ResponseError(ErrorCodes.InvalidParams, `netk has not read ${uri}`);
      await DocumentBuilder.build([document], { validation: true });
    }
    await DocumentBuilder.waitUntil(DocumentState.Validated, address);
    const document = LangiumDocuments.getDocument(address);
    if (!document) throw new ResponseError(ErrorCodes.InvalidParams, `${uri} was deleted`);
    return document;
  };

  const answer = <P extends { readonly uri: string }, R>(
    { method }: Request<P, R>,
    compute: (document: LangiumDocument, params: P) => R,
  ): void => {
    connection.onRequest(method, async (params: P) => compute(await fileOf(params.uri), params));
  };
  const tell = <P>({ method }: Notice<P>, params: P): void => void connection.sendNotification(method, params);

  const models = netk.model.FileModels;
  answer(pictureRequest, (document) => pictureOf(document, models));
  answer(traceRequest, (document, { walk }) => traceOf(document, models, walk));
  answer(elementAtRequest, (document, { position }) => elementAt(document, models, position));

  DocumentBuilder.onDocumentPhase(DocumentState.Validated, (document) => {
    const broken = document.diagnostics?.some(({ severity }) => severity === DiagnosticSeverity.Error) ?? false;
    tell(changedNotice, { uri: document.uri.toString(), version: document.textDocument.version, broken });
  });
}

import type { NetkServices } from '@netk/language';
import {
  changedNotice,
  elementAtRequest,
  endsRequest,
  insideRequest,
  marksRequest,
  mendsRequest,
  type Notice,
  nodeStateRequest,
  pictureRequest,
  type Request,
  reportRequest,
  sketchRequest,
  stateDevicesRequest,
  testRequest,
  testsRequest,
  traceRequest,
  walkingNotice,
  walkTextRequest,
} from '@netk/protocol';
import { DocumentState, type LangiumDocument, URI } from 'langium';
import type { LangiumSharedServices } from 'langium/lsp';
import {
  type CancellationToken,
  type Connection,
  DiagnosticSeverity,
  ErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import { walkText } from './asked-walk.ts';
import { Drafts } from './drafts.ts';
import { elementAt } from './element-at.ts';
import { endsOf } from './ends-of.ts';
import { insideFor } from './inside-of.ts';
import { marksOf } from './marks-of.ts';
import { mendsFor } from './mends-of.ts';
import { pictureOf } from './picture-of.ts';
import { reportOf } from './report-of.ts';
import { sketchOf } from './sketch-of.ts';
import { stateDevices, stateOf } from './state-of.ts';
import { testOf, testsOf } from './tests-of.ts';
import { traceOf } from './trace-of.ts';

/** Milliseconds between two words about a long walk. */
const pause = 150;

type ParamsOf<T> = T extends Request<infer P, unknown> ? P : never;
type AnswerOf<T> = T extends Request<never, infer R> ? R : never;

/** Answers the requests of the panel, and tells the client when a file was read anew. */
export function answerRequests(connection: Connection, shared: LangiumSharedServices, netk: NetkServices): void {
  const { DocumentBuilder, LangiumDocuments } = shared.workspace;

  /** The file in the version that the client sees, checked: requests wait for the build that is under way. */
  const fileOf = async (uri: string, state = DocumentState.Validated): Promise<LangiumDocument> => {
    const address = URI.parse(uri);
    if (!LangiumDocuments.hasDocument(address)) {
      const document = await LangiumDocuments.getOrCreateDocument(address).catch(() => undefined);
      if (!document) throw new ResponseError(ErrorCodes.InvalidParams, `netk has not read ${uri}`);
      // who asks what stands in a file does not have it walked
      await DocumentBuilder.build([document], { validation: state === DocumentState.Validated });
    }
    await DocumentBuilder.waitUntil(state, address);
    const document = LangiumDocuments.getDocument(address);
    if (!document) throw new ResponseError(ErrorCodes.InvalidParams, `${uri} was deleted`);
    return document;
  };

  const answer = <P extends { readonly uri: string }, R>(
    { method }: Request<P, R>,
    compute: (document: LangiumDocument, params: P) => R,
  ): void => {
    // what is answered is proved here: the connection's own type of it waits for what R is
    connection.onRequest<unknown, void>(
      method,
      async (params: P): Promise<R> => compute(await fileOf(params.uri), params),
    );
  };
  const tell = <P>({ method }: Notice<P>, params: P): void => void connection.sendNotification(method, params);

  const models = netk.model.FileModels;
  const drafts = new Drafts(shared);
  answer(pictureRequest, (document) => pictureOf(document, models));
  // A trace does not wait for the checks: they walk too, for longer.
  connection.onRequest(
    traceRequest.method,
    async ({ uri, walk }: ParamsOf<typeof traceRequest>, token: CancellationToken) => {
      const document = await fileOf(uri, DocumentState.IndexedReferences);
      let told = Date.now();
      return traceOf(document, models, drafts, walk, token, (progress) => {
        if (Date.now() - told < pause) return;
        told = Date.now();
        tell(walkingNotice, { uri, walk, ...progress });
      });
    },
  );
  connection.onRequest<AnswerOf<typeof nodeStateRequest>, void>(
    nodeStateRequest.method,
    async (wanted: ParamsOf<typeof nodeStateRequest>, token: CancellationToken) =>
      stateOf(await fileOf(wanted.uri), models, wanted, token),
  );
  connection.onRequest(marksRequest.method, async ({ uri }: ParamsOf<typeof marksRequest>, token: CancellationToken) =>
    marksOf(await fileOf(uri), models, token),
  );
  connection.onRequest<AnswerOf<typeof mendsRequest>, void>(
    mendsRequest.method,
    async ({ uri, walk, branch }: ParamsOf<typeof mendsRequest>, token: CancellationToken) =>
      mendsFor(await fileOf(uri, DocumentState.IndexedReferences), models, drafts, { walk, branch }, token),
  );
  // What is tested is told without the checks, which walk too.
  connection.onRequest<AnswerOf<typeof testsRequest>, void>(
    testsRequest.method,
    async ({ uri }: ParamsOf<typeof testsRequest>) =>
      testsOf(await fileOf(uri, DocumentState.IndexedReferences), models),
  );
  connection.onRequest<AnswerOf<typeof testRequest>, void>(
    testRequest.method,
    async ({ uri, test }: ParamsOf<typeof testRequest>, token: CancellationToken) =>
      testOf(await fileOf(uri, DocumentState.IndexedReferences), netk, test, token),
  );
  connection.onRequest(walkTextRequest.method, ({ question }: ParamsOf<typeof walkTextRequest>) => walkText(question));
  connection.onRequest<AnswerOf<typeof endsRequest>, void>(
    endsRequest.method,
    async ({ uri }: ParamsOf<typeof endsRequest>) => endsOf(await fileOf(uri, DocumentState.IndexedReferences), models),
  );
  connection.onRequest<AnswerOf<typeof insideRequest>, void>(
    insideRequest.method,
    async ({ uri, ...place }: ParamsOf<typeof insideRequest>, token: CancellationToken) =>
      insideFor(await fileOf(uri, DocumentState.IndexedReferences), models, drafts, place, token),
  );
  answer(stateDevicesRequest, (document) => stateDevices(document, models));
  connection.onRequest<AnswerOf<typeof reportRequest>, void>(
    reportRequest.method,
    async ({ uri, ...wanted }: ParamsOf<typeof reportRequest>, token: CancellationToken) =>
      reportOf(await fileOf(uri), netk, wanted, token),
  );
  connection.onRequest<AnswerOf<typeof sketchRequest>, void>(
    sketchRequest.method,
    (wanted: ParamsOf<typeof sketchRequest>, token: CancellationToken) => sketchOf(wanted, token),
  );
  answer(elementAtRequest, (document, { position }) => elementAt(document, models, position));

  DocumentBuilder.onDocumentPhase(DocumentState.Validated, (document) => {
    const broken = document.diagnostics?.some(({ severity }) => severity === DiagnosticSeverity.Error) ?? false;
    tell(changedNotice, { uri: document.uri.toString(), version: document.textDocument.version, broken });
  });
}

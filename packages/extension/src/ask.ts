import type { Request } from '@netk/protocol';
import type { BaseLanguageClient, CancellationToken } from 'vscode-languageclient';

/** The language client, seen as something that can be asked. */
export type Asker = Pick<BaseLanguageClient, 'sendRequest'>;

/** Asks the server one question of the protocol; rejects with the server's words, or as cancelled. */
export const ask = <P, R>(client: Asker, question: Request<P, R>, params: P, token?: CancellationToken): Promise<R> =>
  // a token that is undefined would travel as one parameter more
  token ? client.sendRequest<R>(question.method, params, token) : client.sendRequest<R>(question.method, params);

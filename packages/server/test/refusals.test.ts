import { afterAll, beforeAll, expect, test } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver';
import { longWalk } from './long-walk.ts';
import { startPair } from './pair.ts';

const uri = 'file:///w/big.netk';
const textDocument = { uri };
const client = startPair();

beforeAll(async () => {
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
});

afterAll(() => client.dispose());

test('a request that nobody waits for any more ends with an error, not with an answer that looks like one', async () => {
  const stop = new CancellationTokenSource();
  const item = { uri, languageId: 'netk', version: 1, text: longWalk(500) };
  await client.sendNotification('textDocument/didOpen', { textDocument: item });
  const answer = client
    .sendRequest('textDocument/semanticTokens/full', { textDocument }, stop.token)
    .catch(({ code }: { code: number }) => code);
  stop.cancel();
  expect(await answer).toBe(LSPErrorCodes.RequestCancelled);
});

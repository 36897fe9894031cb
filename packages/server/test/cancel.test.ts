import {
  type FileTests,
  type Picture,
  pictureRequest,
  testRequest,
  testsRequest,
  traceRequest,
  type Walking,
  walkingNotice,
} from '@netk/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver';
import { unlikeWalk } from './long-walk.ts';
import { startPair } from './pair.ts';

const uri = 'file:///w/long.netk';
const client = startPair();
const heard: Walking[] = [];
const walk = 'walk.long';

beforeAll(async () => {
  client.onNotification(walkingNotice.method, (far: Walking) => void heard.push(far));
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
  const item = { uri, languageId: 'netk', version: 1, text: unlikeWalk(3000) };
  await client.sendNotification('textDocument/didOpen', { textDocument: item });
  await client.sendRequest<Picture>(pictureRequest.method, { uri });
});

afterAll(() => client.dispose());

test('a long walk tells how far it is, lets other questions through, and ends when nobody waits any more', async () => {
  const stop = new CancellationTokenSource();
  const order: string[] = [];
  const trace = client.sendRequest(traceRequest.method, { uri, walk }, stop.token).catch((error: { code: number }) => {
    order.push('trace');
    return error.code;
  });
  // kinds of ways are looked for first
  const told = () => heard.filter(({ branches }) => branches > 0);
  const more = () => told().find(({ branches }) => branches > told()[0]!.branches);
  while (!more()) await new Promise((done) => setTimeout(done, 10));
  const picture = await client.sendRequest<Picture>(pictureRequest.method, { uri });
  order.push('picture');
  stop.cancel();
  expect(await trace).toBe(LSPErrorCodes.RequestCancelled);
  expect(order).toEqual(['picture', 'trace']);
  expect(picture.walks.map(({ id }) => id)).toEqual([walk]);
  expect(heard[0]).toMatchObject({ uri, walk });
  expect(more()!.share).toBeGreaterThan(told()[0]!.share);
  expect(more()!.share).toBeLessThan(1);
});

test('a test of a long walk ends when the run is cancelled', async () => {
  const other = 'file:///w/tested.netk';
  const text = `${unlikeWalk(3000).trimEnd()} { expect delivered }\n`;
  const stop = new CancellationTokenSource();
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri: other, languageId: 'netk', version: 1, text },
  });
  const { tests } = await client.sendRequest<FileTests>(testsRequest.method, { uri: other });
  const answer = client
    .sendRequest(testRequest.method, { uri: other, test: tests[0]!.id }, stop.token)
    .catch((error: { code: number }) => error.code);
  setTimeout(() => stop.cancel(), 50);
  expect(await answer).toBe(LSPErrorCodes.RequestCancelled);
});

import { type Marks, marksRequest, type Picture, pictureRequest } from '@netk/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPair } from './pair.ts';

const uri = 'file:///w/marks.netk';
const lines = [
  'vpc v 10.0.0.0/16 on aws {',
  '  security-group shut { ingress none }',
  '  subnet a 10.0.1.0/24 zone az1 {',
  '    host one 10.0.1.10',
  '    host two 10.0.1.11 { security-groups shut; port tcp/80 }',
  '    host three 10.0.1.12 { port tcp/80 }',
  '  }',
  '}',
  'walk q1 from one to three:80 { expect delivered }',
  'walk q2 from one to two:80 {',
  '  expect delivered',
  '  expect refused',
  '}',
  'walk q6 from oen to two:80',
];
const client = startPair();
const open = async (address: string, text: string): Promise<void> =>
  client.sendNotification('textDocument/didOpen', {
    textDocument: { uri: address, languageId: 'netk', version: 1, text },
  });

beforeAll(async () => {
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
  await open(uri, lines.join('\n'));
});
afterAll(() => client.dispose());

test('every walk gets its verdict, and the places of its expectations that do not hold', async () => {
  const { marks } = await client.sendRequest<Marks>(marksRequest.method, { uri });
  const said = marks.map(({ walk, verdict, failed }) => [walk, verdict, failed.map(({ range }) => range.start.line)]);
  expect(said).toEqual([
    ['walk.q1', 'delivered', []],
    ['walk.q2', 'not-delivered', [10, 11]],
    ['walk.q6', 'undetermined', []],
  ]);
});

test('an error of a walk stands at that walk, and neither it nor a failed expectation is an error of the file', async () => {
  const picture = await client.sendRequest<Picture>(pictureRequest.method, { uri });
  expect(picture.error).toBeUndefined();
  expect(picture.walks.map(({ id, problem }) => [id, problem?.range.start.line])).toEqual([
    ['walk.q1', undefined],
    ['walk.q2', undefined],
    ['walk.q6', 13],
  ]);
});

test('an error of what is drawn is an error of the file, wherever it stands', async () => {
  const other = 'file:///w/wrong.netk';
  await open(other, [...lines, 'vpc w 10.1.0.0/16 { subnet out 10.9.0.0/24 zone az1 }'].join('\n'));
  const { error } = await client.sendRequest<Picture>(pictureRequest.method, { uri: other });
  expect([error?.kind, error?.range.start.line]).toEqual(['model', 14]);
});

import { type FileTests, type TestAnswer, testRequest, testsRequest } from '@netk/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPair } from './pair.ts';

const uri = 'file:///w/tests.netk';
const lines = [
  'vpc v 10.0.0.0/16 on aws {',
  '  security-group shut { ingress none }',
  '  subnet a 10.0.1.0/24 zone az1 {',
  '    host one 10.0.1.10',
  '    host two 10.0.1.11 { security-groups shut; port tcp/80 }',
  '    host three 10.0.1.12 { port tcp/80 }',
  '  }',
  '}',
  'expect delivered from one to three',
  'walk q1 "is open" from one to three:80 { expect delivered; expect not   delivered; expect hops <= 90 }',
  'walk q2 from one to two:80 {',
  '  expect delivered',
  '  expect timeout',
  '}',
  'walk q3 from one to dns "nobody.dev" { expect delivered }',
  'walk from one to three:80',
];
const client = startPair();
const open = (address: string, text: string): Promise<void> =>
  client.sendNotification('textDocument/didOpen', {
    textDocument: { uri: address, languageId: 'netk', version: 1, text },
  });
const tested = (id: string, address = uri): Promise<TestAnswer> =>
  client.sendRequest<TestAnswer>(testRequest.method, { uri: address, test: id });

beforeAll(async () => {
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
  await open(uri, lines.join('\n'));
});
afterAll(() => client.dispose());

test('a file has its walks and its own expectations as tests, in the order of the text and in its words', async () => {
  const { tests } = await client.sendRequest<FileTests>(testsRequest.method, { uri });
  const said = tests.map((each) =>
    each.kind === 'policy'
      ? [each.text, each.range.start.line]
      : [each.name, each.range.start.line, ...each.expects.map(({ text }) => text)],
  );
  expect(said).toEqual([
    ['expect delivered from one to three', 8],
    ['q1', 9, 'expect delivered', 'expect not delivered', 'expect hops <= 90'],
    ['q2', 10, 'expect delivered', 'expect timeout'],
    ['q3', 14, 'expect delivered'],
    ['walk', 15],
  ]);
  expect(tests.map((each) => (each.kind === 'walk' ? each.title : undefined))[1]).toBe('is open');
});

test('a test tells of each expectation whether it holds, what came instead, and the hop that is wrong', async () => {
  const { results, broken } = await tested('walk.q2');
  expect(broken).toBeUndefined();
  expect(results.map(({ text, result, range }) => [text, result, range.start.line])).toEqual([
    ['expect delivered', 'fails', 11],
    ['expect timeout', 'holds', 12],
  ]);
  expect(results[0]?.why).toBe(`"expect delivered" does not hold: ${results[0]?.found}`);
  expect(results[0]?.found).toMatch(/^the packet is not delivered \(SG-IN, at two\)/);
  expect(results[0]?.wrong).toMatchObject({ branch: 0, direction: 'forward' });
  expect(results[1]).toMatchObject({ why: '', found: '' });
});

test('a packet that arrives although it should not is wrong where it arrives', async () => {
  const { results } = await tested('walk.q1');
  expect(results.map(({ result }) => result)).toEqual(['holds', 'fails', 'holds']);
  expect(results[1]?.wrong?.device).toMatch(/three$/);
});

test('what cannot be decided says why', async () => {
  const { results } = await tested('walk.q3');
  expect(results.map(({ result }) => result)).toEqual(['undetermined']);
  expect(results[0]?.why).toMatch(/undetermined \(.+\)$/);
});

test('an expectation of the file is tested by itself', async () => {
  const { tests } = await client.sendRequest<FileTests>(testsRequest.method, { uri });
  const { results } = await tested(tests[0]!.id);
  expect(results.map(({ text, result }) => [text, result])).toEqual([['expect delivered from one to three', 'holds']]);
});

test('a text with an error of syntax is not tested, and the error is said where it stands', async () => {
  const other = 'file:///w/broken.netk';
  await open(other, [...lines, 'walk q9 from one to {'].join('\n'));
  const { results, broken } = await tested('walk.q1', other);
  expect(results).toEqual([]);
  expect(broken?.range.start.line).toBe(lines.length);
  expect(broken?.message).toMatch(/\w/);
});

test('a test that an edit took away is refused', async () => {
  await expect(tested('walk.q77')).rejects.toThrow(/no test walk\.q77 any more/);
});

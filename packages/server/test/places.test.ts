import { readFileSync } from 'node:fs';
import { type Report, reportRequest, type Sketch, sketchRequest } from '@netk/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPair } from './pair.ts';

const client = startPair();
const ask = <R>(method: string, params: object): Promise<R> => client.sendRequest(method, params);
const uri = 'file:///w/a.netk';
const text = `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5; host db 10.0.1.6 { port 22 } } }
walk W1 from h to db:22 { expect delivered }
walk W2 from h to db:23 { expect delivered }
`;
beforeAll(async () => {
  await ask('initialize', { processId: null, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
  const item = { uri, languageId: 'netk', version: 1, text };
  await client.sendNotification('textDocument/didOpen', { textDocument: item });
});
afterAll(() => client.dispose());

describe('a task', () => {
  const report = (what: 'check' | 'test'): Promise<Report> => ask(reportRequest.method, { uri, file: 'a.netk', what });
  test('prints of a file what netk check prints', async () => {
    const { lines, good } = await report('check');
    expect(good).toBe(false);
    expect(lines.filter((line) => line.includes(' error '))).toEqual([
      expect.stringMatching(/^a\.netk:3:\d+: error NK120 /),
    ]);
  });
  test('prints of a file what netk test prints', async () => {
    const { lines, good } = await report('test');
    expect(good).toBe(false);
    expect(lines).toEqual(['ok     a.netk:2 W1: expect delivered', expect.stringMatching(/^FAILED a\.netk:3 W2: /)]);
  });
});

describe('a block of a page', () => {
  const sketch = (wanted: object): Promise<Sketch> => ask(sketchRequest.method, { text, view: 'topology', ...wanted });
  test('is a picture of its topology, or of one of its walks', async () => {
    const topology = await sketch({});
    expect(topology).toMatchObject({ kind: 'svg', words: 'the topology' });
    const walk = await sketch({ walk: 'W1', view: 'sequence' });
    expect(walk).toMatchObject({ kind: 'svg', words: 'W1: Delivered to db' });
    const one = await sketch({ text: text.replace(/walk W2.*/, '') });
    expect(one).toMatchObject({ kind: 'svg', words: 'W1: Delivered to db' });
  });
  test('that cannot be drawn says why', async () => {
    expect(await sketch({ walk: 'W9' })).toEqual({ kind: 'none', why: 'no walk is called W9' });
    expect(await sketch({ text: 'vpc {' })).toMatchObject({ kind: 'none', why: expect.stringMatching(/^line 1: /) });
    expect(await sketch({ view: 'sequence' })).toMatchObject({ kind: 'none' });
  });
  test('of the talk is the picture that netk render makes', async () => {
    const talk = readFileSync(new URL('../../../examples/eks-talk.netk', import.meta.url), 'utf8');
    const drawn = await sketch({ text: talk, walk: 'W23' });
    expect(drawn.kind === 'svg' && drawn.svg).toContain('W23 NodePort, endpoint on another node: Delivered to pod71');
  });
});

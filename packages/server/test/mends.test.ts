import {
  askedWalk,
  type Mends,
  mendsRequest,
  type Picture,
  pictureRequest,
  type TraceAnswer,
  traceRequest,
  triedOf,
  triedWalk,
} from '@netk/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPair } from './pair.ts';

const uri = 'file:///w/shut.netk';
const net = 'file:///w/net.netk';
const text = `import "./net.netk"
walk W1 "two things stop it" from h to db:5433
walk W2 "nothing stops it" from h to db:22
`;
const netText = `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1
  security-group shut { ingress tcp/22 from 10.0.1.0/24 }
  host h 10.0.1.5 in a
  host db 10.0.1.6 in a { port 22; security-groups shut }
}
`;
const client = startPair();
const ask = <R>(method: string, params: object): Promise<R> => client.sendRequest(method, params);
const mends = (walk: string): Promise<Mends> => ask(mendsRequest.method, { uri, walk, branch: 0 });

beforeAll(async () => {
  await ask('initialize', { processId: null, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
  for (const [at, its] of [
    [net, netText],
    [uri, text],
  ] as const)
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { uri: at, languageId: 'netk', version: 1, text: its },
    });
});
afterAll(() => client.dispose());

describe('what to change', () => {
  test('is walked: each says what comes of it, and the two are offered together because only both are enough', async () => {
    const { offers, version } = await mends('walk.W1');
    expect(version).toBe(1);
    expect(offers.map(({ mends: titles, stops, verdict }) => ({ titles, stops, verdict }))).toEqual([
      {
        ...{ titles: ['Add ingress tcp/5433 from 10.0.1.5/32 to security-group shut'], stops: [0] },
        verdict: 'not-delivered',
      },
      { titles: ['Let db listen on 5433'], stops: [1], verdict: 'not-delivered' },
      {
        titles: ['Add ingress tcp/5433 from 10.0.1.5/32 to security-group shut', 'Let db listen on 5433'],
        ...{ stops: [0, 1], verdict: 'delivered' },
      },
    ]);
    expect(offers[0]?.outcome).toMatch(/refused|nothing listens/);
    expect(offers[2]?.outcome).toBe('Delivered to db');
  });
  test('is an edit of the file where the declaration stands', async () => {
    const { offers } = await mends('walk.W1');
    expect(offers[0]?.edits).toEqual([
      {
        newText: ' ingress tcp/5433 from 10.0.1.5/32;',
        range: { uri: net, start: { line: 2, character: 23 }, end: { line: 2, character: 23 } },
      },
    ]);
  });
  test('is nothing where the packet arrives', async () => {
    expect((await mends('walk.W2')).offers).toEqual([]);
  });
  test('is offered for a question in words, too', async () => {
    const { offers } = await mends(askedWalk({ from: 'h', to: 'db:5433' }));
    expect(offers.at(-1)?.verdict).toBe('delivered');
  });
});

describe('a preview', () => {
  const both = ['Add ingress tcp/5433 from 10.0.1.5/32 to security-group shut', 'Let db listen on 5433'];
  const preview = triedWalk({ walk: 'walk.W1', branch: 0, mends: both });
  test('is the walk on the edited text, and the file stays as it is', async () => {
    const { trace } = await ask<TraceAnswer>(traceRequest.method, { uri, walk: preview });
    expect(trace).toMatchObject({ id: preview, name: 'W1', verdict: 'delivered' });
    const { version, walks } = await ask<Picture>(pictureRequest.method, { uri });
    expect([version, walks.length]).toEqual([1, 2]);
    const own = await ask<TraceAnswer>(traceRequest.method, { uri, walk: 'walk.W1' });
    expect(own.trace.verdict).toBe('not-delivered');
  });
  test('of something that mends nothing says so', async () => {
    const gone = triedWalk({ walk: 'walk.W1', branch: 0, mends: ['Buy a switch'] });
    const { trace } = await ask<TraceAnswer>(traceRequest.method, { uri, walk: gone });
    expect(trace.reasons).toEqual(['"Buy a switch" mends nothing of the text any more']);
  });
  test('is told from everything else that a window may have kept', () => {
    expect(triedOf(preview)).toEqual({ walk: 'walk.W1', branch: 0, mends: both });
    expect(['try:', 'try:["a"]', 'try:["a","b","c"]', 'walk.W1'].map(triedOf)).toEqual(
      [1, 1, 1, 1].map(() => undefined),
    );
  });
});

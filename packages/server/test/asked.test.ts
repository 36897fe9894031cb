import { readFileSync } from 'node:fs';
import {
  askedWalk,
  type Ends,
  endsRequest,
  isAdHoc,
  type Picture,
  pictureRequest,
  type Question,
  questionOf,
  recentFirst,
  senders,
  type TraceAnswer,
  targets,
  traceRequest,
  walkTextRequest,
} from '@netk/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPair } from './pair.ts';

const read = (name: string): string => readFileSync(new URL(`../../../examples/${name}`, import.meta.url), 'utf8');
const uri = 'file:///w/eks-talk.netk';
const more = 'file:///w/eks-talk-more.netk';
const client = startPair();
const ask = <R>(method: string, params: object): Promise<R> => client.sendRequest(method, params);
const traced = (question: Question, of = uri): Promise<TraceAnswer> =>
  ask(traceRequest.method, { uri: of, walk: askedWalk(question) });

beforeAll(async () => {
  await ask('initialize', { processId: null, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
  for (const [at, name] of [
    [uri, 'eks-talk.netk'],
    [more, 'eks-talk-more.netk'],
  ] as const)
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { uri: at, languageId: 'netk', version: 1, text: read(name) },
    });
});
afterAll(() => client.dispose());

describe('a question in words', () => {
  test('is walked on the file, and stands nowhere in it', async () => {
    const question = { from: 'pod51', to: 'app1:80' };
    const { trace, version } = await traced(question);
    expect(trace).toMatchObject({ id: askedWalk(question), verdict: 'delivered', title: 'from pod51 to app1:80' });
    expect(trace.routes.length).toBe(3);
    expect(version).toBe(1);
    const { walks } = await ask<Picture>(pictureRequest.method, { uri });
    expect(walks.some(({ id }) => isAdHoc(id))).toBe(false);
  });
  test('gets the very hops that the same walk of the file has', async () => {
    const own = await ask<TraceAnswer>(traceRequest.method, { uri, walk: 'walk.W22' });
    const { trace } = await traced({ from: 'pod51', to: 'app1:80' });
    const ways = trace.routes.map(({ forward }) => forward);
    for (const { forward } of own.trace.routes) expect(ways).toContainEqual(forward);
  });
  test('is asked of a URL as it is typed, in a file that imports the rest as it is open', async () => {
    const { trace } = await traced({ from: 'laptop', to: 'https://portal.example.com/order/7' }, more);
    expect(trace.verdict).toBe('delivered');
  });
  test('with a name that nobody has says so, and which', async () => {
    const { trace } = await traced({ from: 'pod51', to: 'nobody:80' });
    expect(trace).toMatchObject({ verdict: 'undetermined', routes: [] });
    expect(trace.reasons?.join()).toMatch(/nobody/);
  });
  test('cannot begin another statement', async () => {
    const { trace } = await traced({ from: 'pod51', to: 'app1\nvpc x 10.9.0.0/16' });
    expect(trace.reasons).toEqual(['to app1\nvpc x 10.9.0.0/16: not a name or an address']);
  });
  test('is a statement with a title when it is to be kept', async () => {
    const text = (question: Question): Promise<object> => ask(walkTextRequest.method, { question });
    expect(await text({ from: 'pod51', to: '[fd00::1]:80', protocol: 'udp' })).toEqual({
      text: 'walk "pod51 to [fd00::1]:80" from pod51 to [fd00::1]:80 protocol udp',
    });
    expect(await text({ from: 'laptop', to: 'https://a.example/' })).toEqual({
      text: 'walk from laptop to "https://a.example/"',
    });
    expect(await text({ from: 'a {', to: 'b' })).toEqual({ refused: 'from a {: not a name or an address' });
  });
});

test('what a window kept of a question may be anything', () => {
  expect(questionOf('ask:["a"]')).toBeUndefined();
  expect(questionOf('ask:{')).toBeUndefined();
  expect(questionOf(askedWalk({ from: 'a', to: 'b', protocol: 'udp' }))).toEqual({
    from: 'a',
    to: 'b',
    protocol: 'udp',
  });
});

describe('the pickers', () => {
  const ends = async (of = uri): Promise<Ends> => ask(endsRequest.method, { uri: of });
  test('offer pods, machines, Services with their ports, and the Internet', async () => {
    const { ends: all } = await ends();
    const asking = senders(all).map(({ text }) => text);
    expect(asking).toEqual(expect.arrayContaining(['pod51', 'client', 'node nA', 'internet']));
    expect(asking).not.toContain('app1');
    const asked = targets(all);
    expect(asked.map(({ text }) => text)).toEqual(expect.arrayContaining(['app1:80', 'pod71:8080', 'node nA']));
    expect(asked.map(({ text }) => text)).toEqual(expect.arrayContaining(['app1-nlb:80', 'load-balancer app1-nlb:80']));
    expect(asked.find(({ text }) => text === 'app1:80')).toMatchObject({ kind: 'service' });
  });
  test('offer URLs and addresses that walks of the file have', async () => {
    const { ends: all } = await ends(more);
    expect(targets(all).map(({ text }) => text)).toContain('https://portal.example.com/order/7');
  });
  test('write every name so that the file knows whom it means', async () => {
    const { ends: all } = await ends(more);
    const unknown: string[] = [];
    const look = async (question: Question): Promise<void> => {
      const { trace } = await traced(question, more);
      // that nobody on the Internet reaches a cluster's address is an answer
      if (trace.routes.length === 0 && !/reaches service/.test(String(trace.reasons)))
        unknown.push(`${question.from} > ${question.to}: ${trace.reasons?.join()}`);
    };
    for (const { text } of senders(all)) await look({ from: text, to: 'app1:80' });
    for (const { text, needsPort } of targets(all)) await look({ from: 'pod51', to: needsPort ? `${text}:22` : text });
    expect(unknown).toEqual([]);
  });
  test('have what was taken last first, also what was typed', () => {
    const choice = (text: string) => ({ text, kind: 'pod', detail: '' });
    const shown = recentFirst([choice('a'), choice('b')], ['10.0.0.9', 'b']);
    expect(shown.map(({ text }) => text)).toEqual(['10.0.0.9', 'b', 'a']);
  });
});

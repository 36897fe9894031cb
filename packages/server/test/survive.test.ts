import { checks } from '@netk/engine';
import { FileModels } from '@netk/language';
import {
  changedNotice,
  type Marks,
  marksRequest,
  type Picture,
  pictureRequest,
  type TraceAnswer,
  traceRequest,
} from '@netk/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CodeLens, Diagnostic, Hover } from 'vscode-languageserver';
import { vpcCni } from '../../engine/src/compilers/cnis/vpc-cni/index.ts';
import { startPair } from './pair.ts';

const text = `vpc v 10.0.0.0/16 on aws {
  subnet a 10.0.0.0/24 zone az1
  subnet b 10.0.0.128/25 zone az1
}
cluster c on eks in v {
  node n m5.large 10.0.0.10 in a
  pod p on n { port 80 }
  node bad m5.large 10.0.0.20 in a
  pod q on bad { port 80 }
}
walk w from n to p:80
walk w2 from n to q:80 { expect delivered }
walk w3 from n to p:80 { expect delivered }
`;
const uri = 'file:///w/survive.netk';
const textDocument = { uri };
const client = startPair();
let version = 0;
/** The version that was built last, and what was wrong with it: the server tells the diagnostics behind the version. */
let built = 0;
let published: readonly Diagnostic[] | undefined;

/** What is wrong with a new version of the file. */
async function check(): Promise<readonly Diagnostic[]> {
  version += 1;
  const contentChanges = [{ text: text.replace('az1', `az${version}`) }];
  await client.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  while (built !== version || !published) await new Promise((done) => setTimeout(done, 10));
  return published;
}

const hover = (line: number, character: number) =>
  client.sendRequest<Hover | null>('textDocument/hover', { textDocument, position: { line, character } });

beforeAll(async () => {
  client.onNotification(changedNotice.method, (params: { uri: string; version: number }) => {
    if (params.uri !== uri) return;
    built = params.version;
    published = undefined;
  });
  client.onNotification('textDocument/publishDiagnostics', (params: { uri: string; diagnostics: Diagnostic[] }) => {
    if (params.uri === uri) published = params.diagnostics;
  });
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
  const item = { uri, languageId: 'netk', version: ++version, text };
  await client.sendNotification('textDocument/didOpen', { textDocument: item });
});

afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => client.dispose());

describe('the server goes on', () => {
  test('when a check throws: one diagnostic says so, and the other checks are heard', async () => {
    const hostBits = checks.find(({ codes }) => codes.includes('NK001'))!;
    vi.spyOn(hostBits, 'run').mockImplementation(() => {
      throw new Error('a bug');
    });
    const found = await check();
    const own = found.filter(({ code }) => code === 'NK009');
    expect(own.map(({ message }) => message)).toEqual(['check NK001, NK029 failed: a bug. The other checks ran.']);
    expect(found.map(({ code }) => code)).toContain('NK012');
    vi.restoreAllMocks();
    expect((await check()).map(({ code }) => code)).not.toContain('NK009');
  });

  test('when no model of a file can be made: one diagnostic says so, and hovers say what the text says', async () => {
    vi.spyOn(FileModels.prototype, 'of').mockImplementation(() => {
      throw new Error('a bug');
    });
    const found = await check();
    expect(found.filter(({ code }) => code === 'NK009')).toMatchObject([
      { message: 'netk failed at this file: a bug', range: { start: { line: 0, character: 0 } } },
    ]);
    expect(JSON.stringify(await hover(5, 7))).toContain('node n m5.large');
    vi.restoreAllMocks();
    expect(JSON.stringify(await hover(5, 7))).toContain('10.0.0.10');
  });

  test('when an answer throws: the request fails, and the next one is answered', async () => {
    await check();
    vi.spyOn(FileModels.prototype, 'of').mockImplementation(() => {
      throw new Error('a bug');
    });
    await expect(client.sendRequest(pictureRequest.method, { uri })).rejects.toThrow('a bug');
    await expect(client.sendRequest(traceRequest.method, { uri, walk: { id: 'walk.w' } })).rejects.toThrow('a bug');
    vi.restoreAllMocks();
    expect((await client.sendRequest<Picture>(pictureRequest.method, { uri })).scene.vpcs).toHaveLength(1);
  });

  test('when one walk throws: it says so in its diagnostic, lens, mark and trace, and the others are answered', async () => {
    const { lower } = vpcCni;
    vi.spyOn(vpcCni, 'lower').mockImplementation((node) => {
      if (node.node.name === 'bad') throw new Error('no such wheel');
      return lower(node);
    });
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const found = await check();
    expect(found.filter(({ code }) => code === 'NK009')).toMatchObject([
      { message: expect.stringMatching(/^this is a bug in netk: no such wheel; /), range: { start: { line: 11 } } },
    ]);
    const lenses = await client.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument });
    expect(lenses.map(({ command }) => command?.title).filter((title) => title?.startsWith('▶'))).toEqual([
      '▶ Trace · ✓ delivered',
      '▶ Trace · ? a bug in netk',
      '▶ Trace · ✓ delivered',
    ]);
    const { marks } = await client.sendRequest<Marks>(marksRequest.method, { uri });
    expect(marks.map(({ verdict }) => verdict)).toEqual(['delivered', 'undetermined', 'delivered']);
    expect(log).not.toHaveBeenCalled();
    const { trace } = await client.sendRequest<TraceAnswer>(traceRequest.method, { uri, walk: 'walk.w2' });
    expect(trace.reasons).toEqual([expect.stringContaining('please report it')]);
    expect(log).toHaveBeenCalledOnce();
  });

  test.each(['file:///nowhere/nothing.netk', 'untitled:nothing.netk', 'file:///w/%00.netk'])(
    'when it is asked about %s, which it cannot read',
    async (address) => {
      const missing = { textDocument: { uri: address }, position: { line: 0, character: 0 } };
      const requests: readonly (readonly [method: string, params: object])[] = [
        [pictureRequest.method, { uri: address }],
        [traceRequest.method, { uri: address, walk: 'walk.w' }],
        ['textDocument/hover', missing],
        ['textDocument/codeLens', missing],
        ['textDocument/documentSymbol', missing],
      ];
      for (const [method, params] of requests) {
        const answer = await client.sendRequest<object | null>(method, params).catch(() => null);
        // Langium answers its own requests with an error as a value.
        const nothing = answer === null || 'code' in answer || (Array.isArray(answer) && answer.length === 0);
        expect(nothing, `${method}: ${JSON.stringify(answer)}`).toBe(true);
      }
      expect(await hover(5, 7)).not.toBeNull();
    },
  );

  test('when a caret is outside of the text', async () => {
    const places = [
      [9999, 0],
      [0, 9999],
      [-1, -1],
    ] as const;
    for (const [line, character] of places) await hover(line, character).catch(() => undefined);
    expect(await hover(5, 7)).not.toBeNull();
  });
});

import { readFileSync } from 'node:fs';
import { elementId } from '@netk/engine';
import {
  changedNotice,
  elementAtRequest,
  healthWalk,
  type Picture,
  pictureRequest,
  readFileRequest,
  type TraceAnswer,
  traceRequest,
} from '@netk/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CodeLens, Diagnostic } from 'vscode-languageserver';
import { startPair } from './pair.ts';

const text = readFileSync(new URL('../../../examples/eks-talk.netk', import.meta.url), 'utf8');
const uri = 'file:///w/eks-talk.netk';
const textDocument = { uri };
const client = startPair();
const changed: { uri: string; version: number; broken: boolean }[] = [];
const diagnostics = new Map<string, Diagnostic[]>();

const lineOf = (start: string): number => text.split('\n').findIndex((line) => line.trim().startsWith(start));
const ask = <R>(method: string, params: object): Promise<R> => client.sendRequest(method, params);

/** Waits until something holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((done) => setTimeout(done, 10));
}

beforeAll(async () => {
  client.onNotification(changedNotice.method, (params: (typeof changed)[number]) => void changed.push(params));
  client.onNotification('textDocument/publishDiagnostics', (params: { uri: string; diagnostics: Diagnostic[] }) =>
    diagnostics.set(params.uri, params.diagnostics),
  );
  await ask('initialize', { processId: null, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
  const item = { uri, languageId: 'netk', version: 1, text };
  await client.sendNotification('textDocument/didOpen', { textDocument: item });
});

afterAll(() => client.dispose());

describe('the panel', () => {
  test('gets the picture of a file', async () => {
    const picture = await ask<Picture>(pictureRequest.method, { uri });
    expect(picture).toMatchObject({ uri, version: 1 });
    expect(picture.error).toBeUndefined();
    expect(picture.scene.vpcs.map(({ label }) => label)).toEqual(['main']);
    expect(picture.walks.map(({ id }) => id)).toContain('walk.W22');
    expect(picture.ranges['talk/nA']?.start.line).toBe(lineOf('node nA'));
  });

  test('has a range for every box of the picture', async () => {
    const { scene, ranges } = await ask<Picture>(pictureRequest.method, { uri });
    const boxes = scene.vpcs.flatMap((vpc) =>
      vpc.subnets.flatMap((subnet) => [
        subnet.id,
        ...subnet.hosts.map(({ id }) => id),
        ...subnet.nodes.flatMap((node) => [
          node.id,
          ...node.enis.flatMap((eni) => [eni.id, ...eni.pods.map(({ id }) => id)]),
        ]),
      ]),
    );
    expect(boxes.length).toBeGreaterThan(20);
    expect(boxes.filter((id) => ranges[id] === undefined)).toEqual([]);
  });

  test('gets the trace of a walk', async () => {
    const { trace } = await ask<TraceAnswer>(traceRequest.method, { uri, walk: 'walk.W22' });
    expect(trace).toMatchObject({ id: 'walk.W22', verdict: 'delivered' });
    expect(trace.routes[0]?.choices[0]?.picked).toBe('pod71');
  });

  test('gets a trace to a Service from a pod that is no endpoint', async () => {
    const { trace } = await ask<TraceAnswer>(traceRequest.method, { uri, walk: 'to:talk/default/app1' });
    expect(trace.flow).toMatchObject({ from: 'pod51', port: 80 });
    expect(trace.routes).toHaveLength(3);
  });

  test('gets the health of targets with a trace, and each check as a walk', async () => {
    const { health = [] } = await ask<TraceAnswer>(traceRequest.method, { uri, walk: 'walk.W22' });
    expect(health.map(({ label }) => label)).toContain('pod71');
    for (const { group, at, checks } of health)
      for (const { node } of checks) {
        const walk = healthWalk({ node, group, at });
        const { trace, ...rest } = await ask<TraceAnswer>(traceRequest.method, { uri, walk });
        expect(trace).toMatchObject({ id: walk, verdict: 'delivered' });
        expect(rest.health).toEqual(health);
      }
  });

  test('has a range for every target group', async () => {
    const { scene, ranges } = await ask<Picture>(pictureRequest.method, { uri });
    const groups = scene.vpcs.flatMap((vpc) => vpc.groups);
    expect(groups.length).toBeGreaterThan(1);
    expect(groups.filter(({ element }) => ranges[element] === undefined)).toEqual([]);
  });

  test('hears that a walk does not exist', async () => {
    const gone = healthWalk({ node: elementId('talk/nA'), group: 'none', at: '10.0.0.1:80' });
    await expect(ask(traceRequest.method, { uri, walk: gone })).rejects.toThrow('no health check of 10.0.0.1:80');
    await expect(ask(traceRequest.method, { uri, walk: 'check:{"a":' })).rejects.toThrow('no walk check:');
    await expect(ask(traceRequest.method, { uri, walk: 'walk.none' })).rejects.toThrow('no walk walk.none');
  });

  test.each([
    ['node nA', 5, 'talk/nA', null],
    ['eni 1 192.168.1.60', 6, 'talk/nA#eni.1', null],
    ['pod pod71', 6, 'talk/default/pod71', null],
    ['route-table rt-pub', 14, 'main/rt-pub', null],
    ['walk W23', 60, 'main/client', 'walk.W23'],
  ])('finds what stands at %s', async (line, character, element, walk) => {
    const at = text.split('\n')[lineOf(line)] ?? '';
    const place = line === 'walk W23' ? at.indexOf('from client') + 6 : at.indexOf(line) + character;
    const position = { line: lineOf(line), character: place };
    expect(await ask(elementAtRequest.method, { uri, position })).toEqual({ element, walk });
  });
});

describe('imports', () => {
  test('are read through the client where the server has no file system', async () => {
    client.onRequest(readFileRequest.method, ({ uri: asked }: { uri: string }) => ({
      text: asked === 'vscode-vfs://web/net.netk' ? 'vpc far 10.9.0.0/16\n' : null,
    }));
    const importer = 'vscode-vfs://web/main.netk';
    const item = { uri: importer, languageId: 'netk', version: 1 };
    const source = 'import "./net.netk"\nimport "./gone.netk"\ncluster c on eks in far\n';
    await client.sendNotification('textDocument/didOpen', { textDocument: { ...item, text: source } });
    const { scene } = await ask<Picture>(pictureRequest.method, { uri: importer });
    expect(scene.vpcs.map(({ label }) => label)).toEqual(['far']);
    await until(() => diagnostics.has(importer));
    const errors = diagnostics.get(importer)?.filter(({ severity }) => severity === 1);
    expect(errors?.map(({ message }) => message)).toEqual(["cannot read './gone.netk'"]);
  });
});

describe('the editor', () => {
  test('shows lenses on walks, Services, nodes and subnets', async () => {
    const lenses = await ask<CodeLens[]>('textDocument/codeLens', { textDocument });
    const titles = (start: string): (string | undefined)[] =>
      lenses.filter(({ range }) => range.start.line === lineOf(start)).map(({ command }) => command?.title);
    expect(titles('walk W22 ')).toEqual(['▶ Trace · ✓ delivered']);
    expect(titles('service app1 ')).toEqual(['Trace to here']);
    expect(titles('node nA')).toEqual(['2 of 29 pods', 'Show tables']);
    expect(titles('subnet work-1')[0]).toMatch(/^\d+ of 251 free · \d+ with warm pools · exhausted at node \d+$/);
  });

  test('hears of a new version, and of errors in it', async () => {
    const broken = text.replace('subnet work-2 192.168.2.0/24', 'subnet work-2 192.168.1.0/25');
    await client.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: broken }],
    });
    await until(() => changed.some(({ version }) => version === 2));
    await client.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 3 },
      contentChanges: [{ text: text.replace('cluster talk on eks', 'cluster on eks') }],
    });
    await until(() => changed.some(({ version, broken: bad }) => version === 3 && bad));
    await until(() =>
      (diagnostics.get(uri) ?? []).some(({ message }) => String(message).includes("'on' is a reserved word")),
    );
    await client.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 4 },
      contentChanges: [{ text }],
    });
    await until(() => changed.some(({ version, broken: bad }) => version === 4 && !bad));
  });
});

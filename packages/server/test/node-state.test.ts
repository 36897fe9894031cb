import { readFileSync } from 'node:fs';
import { createModel, stateEntryOf } from '@netk/engine';
import { topologyOf } from '@netk/language';
import {
  changedNotice,
  type NodeState,
  nodeStateRequest,
  type Picture,
  pictureRequest,
  type StateDevices,
  stateDevicesRequest,
} from '@netk/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver';
import { longWalk } from './long-walk.ts';
import { startPair } from './pair.ts';

const text = readFileSync(new URL('../../../examples/eks-talk.netk', import.meta.url), 'utf8');
const uri = 'file:///w/eks-talk.netk';
const client = startPair();
const changed: number[] = [];
let version = 1;

const state = (node: string, view: string, more: object = {}): Promise<NodeState> =>
  client.sendRequest(nodeStateRequest.method, { uri, node, view, ...more });
const open = (address: string, content: string) =>
  client.sendNotification('textDocument/didOpen', {
    textDocument: { uri: address, languageId: 'netk', version: 1, text: content },
  });

/** Writes another text, and waits until the server says that it has read it. */
async function edit(content: string): Promise<number> {
  version += 1;
  await client.sendNotification('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [{ text: content }],
  });
  while (!changed.includes(version)) await new Promise((done) => setTimeout(done, 10));
  return version;
}

beforeAll(async () => {
  client.onNotification(changedNotice.method, (now: { uri: string; version: number }) => {
    if (now.uri === uri) changed.push(now.version);
  });
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
  await open(uri, text);
});

afterAll(() => client.dispose());

describe('the state of a machine', () => {
  test('is what the real tool prints, with the line that decided a step', async () => {
    const { topology } = await topologyOf(text, uri);
    const [branch] = createModel(topology).trace(topology.walks.find(({ name }) => name === 'W22')!.id).routes;
    const hop = branch!.forward.find(({ device }) => device === 'nA')!;
    const dnat = hop.steps.find(({ entry }) => entry.includes('-j DNAT'))!;
    const { view, entry, table } = stateEntryOf(hop, dnat)!;
    const answer = await state('talk/nA', view, { mark: { entry, table } });
    expect(answer).toMatchObject({ kind: 'state', version: 1, name: 'nA', command: 'iptables-save' });
    if (answer.kind !== 'state') throw new Error(answer.kind);
    const lines = answer.text.split('\n');
    expect(lines[0]).toMatch(/^\*(raw|mangle|nat|filter)$/);
    expect(lines.filter((line) => line === 'COMMIT').length).toBeGreaterThan(1);
    // a trace leaves out what matches every packet
    expect(lines[answer.line!]).toBe(entry.replace(' -j', ' -m comment --comment "default/app1" -m tcp -j'));
    expect(lines.slice(0, answer.line).findLast((line) => line.startsWith('*'))).toBe('*nat');
  });

  test('has no line for an entry that it does not hold', async () => {
    const answer = await state('talk/nA', 'rules', { mark: { entry: '7: from all lookup 7' } });
    expect(answer).toMatchObject({ kind: 'state', name: 'nA' });
    expect(answer).not.toHaveProperty('line');
  });

  test('follows the text, and says in words that a machine is gone', async () => {
    const before = await state('talk/nA', 'rules');
    const now = await edit(text.replace(/(pod pod61 +)192\.168\.1\.61/, '$1192.168.1.66'));
    const after = await state('talk/nA', 'rules');
    expect(after).toMatchObject({ kind: 'state', version: now });
    const rules = ({ text = '' }: { readonly text?: string }) =>
      text.split('\n').filter((line) => /1\.6[16]\b/.test(line));
    expect(rules(before as { text: string }).join()).toContain('192.168.1.61');
    expect(rules(after as { text: string }).join()).not.toContain('192.168.1.61');
    expect(rules(after as { text: string }).join()).toContain('192.168.1.66');

    await edit(text.replaceAll(/\bnA\b/g, 'nZ'));
    expect(await state('talk/nA', 'rules')).toEqual({
      kind: 'gone',
      version,
      message: 'eks-talk.netk has no machine talk/nA any more',
    });
    expect(await state('talk/nZ', 'rules')).toMatchObject({ kind: 'state', name: 'nZ' });
    await edit(text);
  });

  test('of a text with an error comes with that error', async () => {
    await edit(text.replace('cluster talk on eks', 'cluster on eks'));
    const line = text.split('\n').findIndex((each) => each.startsWith('cluster talk'));
    const error = {
      kind: 'syntax',
      message: expect.stringContaining('reserved word'),
      range: { uri, start: { line } },
    };
    expect(await state('talk/nA', 'iptables')).toMatchObject({ kind: 'gone', version, error });
    await edit(text.replace('subnet work-2 192.168.2.0/24', 'subnet work-2 192.168.1.0/25'));
    expect(await state('talk/nA', 'iptables')).toMatchObject({
      kind: 'state',
      error: { kind: 'model', range: { uri } },
    });
    await edit(text);
    const mended = await state('talk/nA', 'iptables');
    expect(mended).toMatchObject({ kind: 'state', version });
    expect(mended).not.toHaveProperty('error');
  });

  test('is another one on the network that a walk’s given lines make', async () => {
    const given = 'given cluster talk { cni vpc-cni { AWS_VPC_K8S_CNI_EXTERNALSNAT true } }';
    await edit(`${text}\nwalk X "with external SNAT" from pod61 to rds:443 { ${given} }\n`);
    const mark = { entry: '-A POSTROUTING -j AWS-SNAT-CHAIN-0', table: 'nat' };
    const own = await state('talk/nA', 'iptables', { mark });
    const other = await state('talk/nA', 'iptables', { mark, walk: 'walk.X' });
    expect(own).toMatchObject({ kind: 'state', line: expect.any(Number) });
    expect(other).toMatchObject({ kind: 'state', name: 'nA' });
    expect(other).not.toHaveProperty('line');
    const { walks } = await client.sendRequest<Picture>(pictureRequest.method, { uri });
    expect(walks.find(({ id }) => id === 'walk.X')).toMatchObject({ given: true });
    expect(walks.find(({ id }) => id === 'walk.W22')).not.toHaveProperty('given');
    await edit(text);
  });

  test('is told to be unknown where a machine has none', async () => {
    expect(await state('talk/nA', 'bgp')).toMatchObject({ kind: 'gone', message: expect.stringContaining('no bgp') });
    const walk = 'walk.none';
    expect(await state('talk/nA', 'rules', { walk })).toMatchObject({
      kind: 'gone',
      message: 'eks-talk.netk has no walk walk.none any more',
    });
  });

  test('is not computed for somebody who no longer waits', async () => {
    const long = 'file:///w/long.netk';
    const stop = new CancellationTokenSource();
    await open(long, longWalk(200));
    const asked = client.sendRequest(
      nodeStateRequest.method,
      { uri: long, node: 'c/one', view: 'iptables' },
      stop.token,
    );
    const end = asked.then(
      () => 'answered',
      (error: { code: number }) => error.code,
    );
    stop.cancel();
    expect(await end).toBe(LSPErrorCodes.RequestCancelled);
    expect(
      await client.sendRequest(nodeStateRequest.method, { uri: long, node: 'c/one', view: 'iptables' }),
    ).toMatchObject({ kind: 'state', name: 'one' });
  });
});

test('the machines of a file are listed, nodes first, with the views that can be asked for', async () => {
  const { devices, views } = await client.sendRequest<StateDevices>(stateDevicesRequest.method, { uri });
  expect(views.map(({ name }) => name)).toEqual([
    'rules',
    'rules6',
    'routes',
    'neighbours',
    'iptables',
    'ip6tables',
    'nft',
    'ipvs',
    'ipset',
    'ebpf',
    'addresses',
    'links',
    'bridge',
    'wireguard',
    'policies',
    'qdisc',
    'resolv',
  ]);
  const kinds = devices.map(({ kind }) => kind);
  expect(kinds.slice(0, 3)).toEqual(['node', 'node', 'node']);
  expect(kinds.lastIndexOf('node')).toBeLessThan(kinds.indexOf('pod'));
  expect(devices).toContainEqual({ id: 'talk/nA', name: 'nA', kind: 'node' });
  for (const { id, name } of devices) expect(await state(id, 'routes'), id).toMatchObject({ kind: 'state', name });
});

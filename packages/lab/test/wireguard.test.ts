import { readFileSync } from 'node:fs';
import { createModel, type Device, hasOwnNetwork, type Interface, type Network, walkOn } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { compareWithKernel, subjectOf } from '../src/index.ts';
import { another } from './here.ts';

const { kernel, reason } = another({ much: true });
const text = readFileSync(new URL('kernels/flannel-wireguard.netk', import.meta.url), 'utf8');
const { topology } = await topologyOf(text);
const model = createModel(topology);
const plain = topology.walks.filter((walk) => !hasOwnNetwork(walk));

type Peers = NonNullable<NonNullable<Interface['tunnel']>['peers']>;

/** The network with other peers at one node. */
const knowing = (node: string, change: (peers: Peers) => Peers): Network => {
  const changed = (device: Device): Device => ({
    ...device,
    interfaces: device.interfaces.map((each) =>
      each.tunnel ? { ...each, tunnel: { ...each.tunnel, peers: change(each.tunnel.peers ?? []) } } : each,
    ),
  });
  const devices = [...model.network.devices].map(
    ([id, device]) => [id, device.name === node ? changed(device) : device] as const,
  );
  return { ...model.network, devices: new Map(devices) };
};

const without = (name: string) => (peers: Peers) => peers.filter(({ key }) => key !== name);
const mutations: Readonly<Record<string, () => Network>> = {
  'the sender does not know the other node': () => knowing('n1', without('n2')),
  'the other node does not know the sender': () => knowing('n2', without('n1')),
  'the other node allows the sender no source': () =>
    knowing('n2', (peers) => peers.map((peer) => (peer.key === 'n1' ? { ...peer, allowed: [] } : peer))),
  'the blocks of two nodes are exchanged': () =>
    knowing('n1', (peers) => peers.map((peer, at) => ({ ...peer, allowed: peers[peers.length - 1 - at]!.allowed }))),
};
const telling = ['far', 'node-far', 'udp'];
const ask = (network: Network) =>
  plain.filter(({ name }) => telling.includes(name ?? '')).map((walk) => walkOn(model.plan, network, walk));
/** How it ends, and by which machines. */
const fates = (network: Network) =>
  ask(network).map(({ routes }) =>
    routes.map(({ cause, client, forward }) => [cause, client, ...forward.map(({ device }) => device)]),
  );

describe("flannel's WireGuard", () => {
  test('holds what its walks expect', () => {
    expect(model.findings.filter(({ code }) => code === 'NK120' || code === 'NK121')).toEqual([]);
  });
  test.each(Object.entries(mutations))('%s: some packet ends otherwise', (_, network) => {
    expect(fates(network())).not.toEqual(fates(model.network));
  });
  test.skipIf(reason)(
    'is what a kernel that has it does, and so it is without one of its mechanisms',
    async () => {
      if (!kernel) return;
      const alone = topology.walks.filter(hasOwnNetwork).map(({ id }) => [id]);
      const whole = [plain.map(({ id }) => id), ...alone].flatMap(([first, ...others]) =>
        first === undefined ? [] : [subjectOf(model, [first, ...others])],
      );
      const broken = Object.values(mutations).map((make) => {
        const network = make();
        return { network, traces: ask(network) };
      });
      const verdicts = await compareWithKernel([...whole, ...broken], { kernel, rules: true });
      for (const { trace, result } of verdicts.flat())
        if (result.kind !== 'equal') expect.soft(result, trace.name ?? '').toBeUndefined();
      expect(verdicts.flat()).toHaveLength(topology.walks.length + telling.length * broken.length);
    },
    300_000,
  );
});

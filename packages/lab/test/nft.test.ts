import { readFileSync } from 'node:fs';
import { createModel, type Device, type Network, showIptables, showNft, walkOn } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { compareWithKernel } from '../src/index.ts';
import { saidByNft } from '../src/observe/said.ts';
import { cannotRun } from './here.ts';

const reason = cannotRun();
const text = readFileSync(new URL('../../../examples/eks-nftables.netk', import.meta.url), 'utf8');

/** The walks of the example with a version of the VPC CNI, on another network if that is wanted. */
async function asked(version: string, change: (network: Network) => Network = (same) => same) {
  const { topology } = await topologyOf(text.replace('vpc-cni 1.23.1', `vpc-cni ${version}`));
  const { plan, network } = createModel(topology);
  const changed = change(network);
  return { network: changed, traces: topology.walks.map((walk) => walkOn(plan, changed, walk)) };
}

type Chain = NonNullable<ReturnType<NonNullable<Device['ruleset']>['get']>>;

/** Packets of pods carry the mark with which kube-proxy has sources translated, and nothing of kube-proxy set it. */
const withForeignMark = (network: Network): Network => ({
  ...network,
  devices: new Map(
    [...network.devices].map(([id, device]): [string, Device] => {
      const { ruleset } = device;
      if (device.kind !== 'node' || !ruleset) return [id, device];
      const chains = new Map<string, Chain>();
      for (const each of ruleset.chains()) {
        const marking: Chain['rules'][number] = {
          matches: [{ kind: 'in', name: 'eni+' }],
          target: { kind: 'mark', value: 0x4000, mask: 0x4000, spelling: 'or' },
        };
        const hit = each.table === 'mangle' && each.name === 'PREROUTING';
        chains.set(`${each.table} ${each.name}`, hit ? { ...each, rules: [...each.rules, marking] } : each);
      }
      return [id, { ...device, ruleset: { get: (key) => chains.get(key), chains: () => chains.values() } }];
    }),
  ),
});

/** The source that the last device of a walk sees. */
const seenBy = ({ traces }: Awaited<ReturnType<typeof asked>>, name: string): string | undefined =>
  traces.find((trace) => trace.name === name)?.routes[0]?.forward.at(-1)?.steps[0]?.after?.src;

describe('the whole mark of a packet', () => {
  test('is overwritten by 1.23.1 and left by 1.22.4, where a pod calls another machine of the VPC', async () => {
    expect(seenBy(await asked('1.22.4', withForeignMark), 'in-vpc')).toBe('10.20.1.60');
    expect(seenBy(await asked('1.23.1', withForeignMark), 'in-vpc')).toBe('10.20.1.61');
  });
  test.skipIf(reason)('is what the kernel does with it, rule by rule', async () => {
    const subjects = [await asked('1.22.4', withForeignMark), await asked('1.23.1', withForeignMark)];
    for (const { trace, result } of (await compareWithKernel(subjects, { rules: true })).flat())
      expect(
        result,
        `${trace.name}: ${JSON.stringify(result.kind === 'different' && result.difference)}`,
      ).toMatchObject({
        kind: 'equal',
      });
  });
});

describe('the rules of nft', () => {
  test.skipIf(reason)('that the kernel applied are among those that are compared', async () => {
    const [verdicts = []] = await compareWithKernel([await asked('1.23.1')], { rules: true });
    const steps = verdicts.flatMap(({ trace, result }) =>
      result.kind === 'equal'
        ? result.sight.forward.flatMap(({ device, steps: all }) =>
            all.flatMap(({ stage, entry }) => (stage === 'nft' ? [`${trace.name} ${device}: ${entry}`] : [])),
          )
        : [],
    );
    expect(steps).toEqual([
      'out-near n1: ip aws-cni snat-mark counter ct mark set ct mark | 0x00000080',
      'out-near n1: ip aws-cni nat-prerouting counter meta mark set ct mark & 0x00000080',
      'out-far n1: ip aws-cni snat-mark counter ct mark set ct mark | 0x00000080',
      'out-far n1: ip aws-cni nat-prerouting counter meta mark set ct mark & 0x00000080',
      'in-vpc n1: ip aws-cni nat-prerouting counter meta mark set ct mark & 0x00000080',
      'to-pod n1: ip aws-cni nat-prerouting counter meta mark set ct mark & 0x00000080',
      'to-pod n2: ip aws-cni nat-prerouting counter meta mark set ct mark & 0x00000080',
      // n1 has translated these, and not n2
      'cluster-ip n2: ip aws-cni nat-prerouting counter meta mark set ct mark & 0x00000080',
      'node-port-on n2: ip aws-cni nat-prerouting counter meta mark set ct mark & 0x00000080',
    ]);
  });
  test.skipIf(reason)('differ from a walk that met those of iptables', async () => {
    const [{ network }, { traces }] = [await asked('1.23.1'), await asked('1.22.4')];
    const [verdicts = []] = await compareWithKernel([{ network, traces }], { rules: true });
    const out = verdicts.find(({ trace }) => trace.name === 'out-far')!;
    expect(out.result).toMatchObject({
      kind: 'different',
      difference: { where: 'rules', observed: 'nft ip aws-cni snat-mark counter ct mark set ct mark | 0x00000080' },
    });
  });

  test('are told by their handles, whatever nft calls them', async () => {
    const { network } = await asked('1.23.1');
    const node = [...network.devices.values()].find(({ name }) => name === 'n1')!;
    const first = showIptables(node).find(
      ({ table, text: line }) => table === 'nat' && line.startsWith('-A PREROUTING '),
    )!;
    const last = showNft(node).findLast(({ entry }) => entry !== undefined)!;
    const said = saidByNft(
      [
        'table ip nat { # handle 1',
        '\tchain PREROUTING { # handle 1',
        '\t\ttype nat hook prerouting priority dstnat; policy accept;',
        '\t\tcounter packets 0 bytes 0 jump KUBE-SERVICES # handle 12',
        '\t}',
        '}',
        'table ip aws-cni { # handle 2',
        '\tchain snat-mark { # handle 2',
        '\t\tcounter packets 1 bytes 60 ip daddr 10.20.0.0/16 return # handle 6',
        '\t\tcounter packets 1 bytes 60 ip daddr 198.51.100.0/24 return # handle 7',
        '\t\tcounter packets 0 bytes 0 ct mark set ct mark | 0x00000080 # handle 9',
        '\t}',
        '}',
        'trace id 1a ip nat PREROUTING packet: iif "e" ether saddr 02:00:00:00:00:01 ip saddr 10.0.0.2 ip daddr 10.0.0.1 ip ttl 64 tcp sport 40278 tcp dport 443 tcp flags == syn',
        'trace id 1a ip nat PREROUTING rule counter packets 0 bytes 0 jump KUBE-SERVICES # handle 12 (verdict jump KUBE-SERVICES)',
        'trace id 1a ip aws-cni snat-mark rule counter packets 0 bytes 0 ct mark set ct mark | 0x00000080 # handle 9 (verdict continue)',
        'trace id 1a ip watch pre rule meta nftrace set 1 # handle 4 (verdict continue)',
      ].join('\n'),
      node,
    );
    expect(said).toEqual([
      { kind: 'packet', id: '1a', ends: '10.0.0.2:40278 10.0.0.1:443' },
      { kind: 'rule', id: '1a', rule: `nat ${first.text}` },
      { kind: 'rule', id: '1a', rule: `nft ip aws-cni snat-mark ${last.entry}` },
    ]);
  });
});

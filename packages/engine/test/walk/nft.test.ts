import { readFileSync } from 'node:fs';
import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { createModel, type Device, type Model, type Network, walkOn } from '../../src/index.ts';
import type { Chain, NetfilterRule } from '../../src/network/netfilter.ts';
import type { NftChain, NftRule } from '../../src/network/nft.ts';
import type { Branch, Hop } from '../../src/trace/trace.ts';

const text = readFileSync(new URL('../../../../examples/eks-nftables.netk', import.meta.url), 'utf8');
/** The model of the example with a version of the VPC CNI. */
const modelOf = async (version: string): Promise<Model> =>
  createModel((await topologyOf(text.replace('vpc-cni 1.23.1', `vpc-cni ${version}`))).topology);
const model = await modelOf('1.23.1');
const own = model.network;

/** The network with another node n1. */
function withNode(change: (node: Device) => Partial<Device>, network = own): Network {
  const devices = new Map(
    [...network.devices].map(([id, device]): [string, Device] => {
      if (device.name !== 'n1') return [id, device];
      const { ruleset } = device;
      return [id, { ...device, ...(ruleset ? { ruleset } : {}), ...change(device) }];
    }),
  );
  return { ...network, devices };
}

/** The way of a walk of the example. */
function way(name: string, network: Network = own): Branch {
  const walk = model.topology.walks.find((each) => each.name === name)!;
  return walkOn(model.plan, network, walk).routes[0]!;
}

const at = (hops: readonly Hop[], device = 'n1') => hops.filter((hop) => hop.device === device);
/** What n1 says in the words of nft, on the way there. */
const said = ({ forward }: Branch): readonly string[] =>
  at(forward).flatMap(({ steps }) =>
    steps.flatMap(({ stage, entry }) => (stage.startsWith('nft ') ? [`${stage.slice(4)} ${entry}`] : [])),
  );
const stages = ({ forward }: Branch): readonly string[] =>
  at(forward).flatMap(({ steps }) => steps.map(({ stage }) => stage));

/** A table with one chain at a hook beside the one of the node. */
const withChain = (chain: NftChain, more: readonly NftChain[] = []) =>
  withNode(({ nft = [] }) => ({ nft: [...nft, { family: 'ip', name: 'extra', chains: [chain, ...more] }] }));
const rule = (target: NftRule['target'], ...matches: NftRule['matches']): NftRule => ({ matches, target });

/** A rule of mangle behind all: packets of pods carry the mark with which kube-proxy has sources translated. */
function withForeignMark(network = own, value = 0x4000) {
  const marking: NetfilterRule = {
    matches: [{ kind: 'in', name: 'eni+' }],
    target: { kind: 'mark', value, mask: value, spelling: 'or' },
  };
  return withNode(({ ruleset }) => {
    const chains = new Map<string, Chain>();
    for (const chain of ruleset!.chains()) chains.set(`${chain.table} ${chain.name}`, chain);
    const mangle = chains.get('mangle PREROUTING')!;
    chains.set('mangle PREROUTING', { ...mangle, rules: [...mangle.rules, marking] });
    return { ruleset: { get: (key) => chains.get(key), chains: () => chains.values() } };
  }, network);
}

describe('the table aws-cni', () => {
  it.each([
    [
      'marks what pods of either interface send out of the VPC',
      'out-far',
      [
        'ip aws-cni nat-prerouting iifname "eni*" counter jump snat-mark',
        'ip aws-cni snat-mark counter ct mark set ct mark | 0x00000080',
        'ip aws-cni nat-prerouting counter meta mark set ct mark & 0x00000080',
      ],
    ],
    [
      'returns for a block of the VPC, and restores a mark that nobody set',
      'in-vpc',
      [
        'ip aws-cni nat-prerouting iifname "eni*" counter jump snat-mark',
        'ip aws-cni snat-mark counter ip daddr 10.20.0.0/16 return',
        'ip aws-cni nat-prerouting counter meta mark set ct mark & 0x00000080',
      ],
    ],
    [
      'returns at once for an address of the node',
      'to-node',
      ['ip aws-cni nat-prerouting fib daddr type local return'],
    ],
    ['is skipped once kube-proxy has translated', 'cluster-ip', []],
    ['is skipped for a node port', 'node-port', []],
    ['is not met by what the node itself sends', 'out-node', []],
  ])('%s', (_, name, lines) => expect(said(way(name))).toEqual(lines));

  it('stands behind kube-proxy, and is asked for the first packet only', () => {
    const { reply, ...branch } = way('out-far');
    const order = stages({ reply, ...branch });
    expect(order.indexOf('nft ip aws-cni snat-mark')).toBeGreaterThan(order.indexOf('nat PREROUTING'));
    expect(order.indexOf('nft ip aws-cni snat-mark')).toBeLessThan(order.indexOf('ip rule'));
    expect(at(reply).flatMap(({ steps }) => steps.filter(({ stage }) => stage.startsWith('nft ')))).toEqual([]);
  });
  it('overwrites the whole mark of a packet, where iptables leaves the other bits', () => {
    const marks = ({ forward }: Branch) =>
      at(forward)
        .flatMap(({ steps }) => steps)
        .flatMap(({ stage, after }) => (stage.endsWith('nat-prerouting') && after ? [after.mark] : []));
    expect(marks(way('out-far', withForeignMark()))).toEqual(['0x80']);
  });
  it.each([
    ['1.22.4', '10.20.1.60'],
    ['1.23.0', '10.20.1.61'],
    ['1.23.1', '10.20.1.61'],
  ])('so a mark of somebody else is lost or kept with VPC CNI %s: the source is %s', async (version, source) => {
    const { forward } = way('in-vpc', withForeignMark((await modelOf(version)).network));
    expect(forward.at(-1)?.steps[0]?.after?.src).toBe(source);
  });
  it.each(['1.23.2', '1.24.0'])(
    'of VPC CNI %s is not known to do so, and what has no other bits is certain',
    async (version) => {
      const { network } = await modelOf(version);
      const { verdict, assumes } = way('out-far', withForeignMark(network));
      expect({ verdict, assumes }).toEqual({
        verdict: 'undetermined',
        assumes: [
          `cluster shop uses VPC CNI ${version}, of which it is not known whether it overwrites the whole mark of a packet`,
        ],
      });
      for (const { name = '' } of model.topology.walks) expect(way(name, network), name).toEqual(way(name));
    },
  );
});

describe('a base chain of nftables', () => {
  const dropping = (hook: 'FORWARD' | 'INPUT', priority: number): NftChain => ({
    name: 'stop',
    base: { type: 'filter', hook, priority },
    policy: 'ACCEPT',
    rules: [rule({ kind: 'drop' }, { kind: 'in', name: 'eni+' }, { kind: 'counter' })],
  });

  it('drops behind the filter table, in the words of nft', () => {
    const { verdict, forward } = way('out-far', withChain(dropping('FORWARD', 10)));
    expect(verdict).toBe('not-delivered');
    const last = forward.at(-1)!.steps;
    expect(last.at(-2)).toMatchObject({ stage: 'filter FORWARD' });
    expect(last.at(-1)).toMatchObject({
      kind: 'drop',
      stage: 'nft ip extra stop',
      entry: 'iifname "eni*" counter drop',
    });
  });
  it('drops before it, at a lower priority', () => {
    const last = way('out-far', withChain(dropping('FORWARD', -1))).forward.at(-1)!.steps;
    expect(last.map(({ stage }) => stage)).not.toContain('filter FORWARD');
  });
  it('leaves packets of other hooks alone', () =>
    expect(way('out-far', withChain(dropping('INPUT', 0))).verdict).toBe('delivered'));
  it('that accepts does not speak for the chains behind it', () => {
    const accepting: NftChain = { ...dropping('FORWARD', -5), name: 'pass', rules: [rule({ kind: 'accept' })] };
    const network = withChain(accepting, [dropping('FORWARD', 5)]);
    expect(said(way('out-far', network)).at(-2)).toBe('ip extra pass accept');
    expect(way('out-far', network).verdict).toBe('not-delivered');
  });
  it('drops by its policy what no rule takes', () => {
    const shut: NftChain = { ...dropping('FORWARD', 1), policy: 'DROP', rules: [] };
    expect(way('out-far', withChain(shut)).forward.at(-1)!.steps.at(-1)).toMatchObject({
      kind: 'drop',
      stage: 'nft ip extra stop',
      entry: 'policy drop',
      cause: 'FWD-DROP',
    });
  });
  it('says its policy where a chain that it led to did nothing', () => {
    const quiet: NftChain = { name: 'quiet', rules: [rule({ kind: 'drop' }, { kind: 'out', name: 'none' })] };
    const leading: NftChain = { ...dropping('FORWARD', 1), rules: [rule({ kind: 'jump', chain: 'quiet' })] };
    expect(said(way('out-far', withChain(leading, [quiet]))).slice(-1)).toEqual([
      'ip extra stop quiet returned; policy accept',
    ]);
  });
  it('of type nat in front of kube-proxy sees what it has not translated yet', () => {
    const early: NftChain = {
      name: 'early',
      base: { type: 'nat', hook: 'PREROUTING', priority: -110 },
      policy: 'ACCEPT',
      rules: [rule({ kind: 'none' }, { kind: 'in', name: 'eni+' }, { kind: 'counter' })],
    };
    const order = stages(way('cluster-ip', withChain(early)));
    expect(order.indexOf('nft ip extra early')).toBeGreaterThan(0);
    expect(order.indexOf('nft ip extra early')).toBeLessThan(order.indexOf('nat PREROUTING'));
  });
  it('of type route has a packet of the machine routed anew when it marks it', () => {
    const marking: NftChain = {
      name: 'mark',
      base: { type: 'route', hook: 'OUTPUT', priority: -150 },
      policy: 'ACCEPT',
      rules: [rule({ kind: 'mark', value: 0x80, mask: 0x80, spelling: 'or' })],
    };
    const rules = (branch: Branch) =>
      at(branch.forward).flatMap(({ steps }) =>
        steps.flatMap((step) => (step.stage === 'ip rule' ? [step.entry] : [])),
      );
    expect(rules(way('out-node'))).toHaveLength(1);
    expect(rules(way('out-node', withChain(marking))).at(-1)).toBe('1024: from all fwmark 0x80/0x80 lookup main');
  });
});

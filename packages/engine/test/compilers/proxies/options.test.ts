import { describe, expect, it } from 'vitest';
import { followsProxySetting, proxyOptionsOf } from '../../../src/compilers/proxies/options.ts';
import { createModel } from '../../../src/model.ts';
import type { Node } from '../../../src/topology/cluster.ts';
import { cluster, node, setting, topology, vpc } from '../../support/build.ts';

const proxy = (...lines: readonly (readonly [string, string])[]) => ({
  ...setting('c', 'kube-proxy', 'iptables'),
  settings: lines.map(([key, value]) => setting('c#proxy', key, value)),
});
const lacking = (lines: readonly (readonly [string, string])[], nodes: readonly Node[] = []) =>
  createModel(
    topology({
      vpcs: [vpc('10.0.0.0/16', [])],
      clusters: [cluster(nodes, [], { settings: [proxy(...lines)] })],
    }),
  ).plan.unmodelled.map(({ noun }) => noun);

describe('the detector of local traffic', () => {
  it('is on where the block of pods is written, and off elsewhere', () => {
    expect(proxyOptionsOf([], '10.0.0.0/16')).toMatchObject({
      detector: { kind: 'cidr', block: '10.0.0.0/16' },
    });
    expect(proxyOptionsOf([])).not.toHaveProperty('detector');
  });
  it('may be named where what it needs is written', () => {
    expect(lacking([['detectLocalMode', 'ClusterCIDR']])).toEqual([]);
    expect(
      lacking([
        ['detectLocalMode', 'BridgeInterface'],
        ['detectLocal.bridgeInterface', 'cbr0'],
      ]),
    ).toEqual([]);
    expect(
      lacking([
        ['detectLocalMode', 'InterfaceNamePrefix'],
        ['detectLocal.interfaceNamePrefix', 'eni'],
      ]),
    ).toEqual([]);
  });
  it('is not modelled where kube-proxy would not start: its bridge, its prefix or the block of a node is missing', () => {
    for (const mode of ['BridgeInterface', 'InterfaceNamePrefix', 'Another'])
      expect(lacking([['detectLocalMode', mode]]), mode).toEqual(['detectLocalMode']);
    const mode = [['detectLocalMode', 'NodeCIDR']] as const;
    const named = (settings: Node['settings']) => node('a', 'm5.large', 's', { settings });
    expect(lacking(mode, [named([])])).toEqual(['detectLocalMode']);
    expect(lacking(mode, [named([setting('a', 'podCIDR', '10.1.0.0/24')])])).toEqual([]);
  });
  it('follows its settings, and no scheduler that the kernel has not', () => {
    const none = { settings: [], nodes: [], nodeGroups: [] };
    expect(followsProxySetting(setting('p', 'masqueradeAll', 'true'), none)).toBe(true);
    expect(followsProxySetting(setting('p', 'masqueradeBit', '15'), none)).toBe(false);
    expect(followsProxySetting(setting('p', 'scheduler', 'rr'), none)).toBe(true);
    expect(followsProxySetting(setting('p', 'scheduler', 'fair'), none)).toBe(false);
  });
});

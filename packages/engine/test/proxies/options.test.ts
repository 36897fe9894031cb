import { describe, expect, it } from 'vitest';
import { createModel } from '../../src/model.ts';
import { followsProxySetting, proxyOptionsOf } from '../../src/proxies/options.ts';
import { cluster, setting, topology, vpc } from '../support/build.ts';

const proxy = (...lines: readonly (readonly [string, string])[]) => ({
  ...setting('c', 'kube-proxy', 'iptables'),
  settings: lines.map(([key, value]) => setting('c#proxy', key, value)),
});
const lacking = (mode: string) =>
  createModel(
    topology({
      vpcs: [vpc('10.0.0.0/16', [])],
      clusters: [cluster([], [], { settings: [proxy(['detectLocalMode', mode])] })],
    }),
  ).plan.unmodelled.map(({ noun }) => noun);

describe('the detector of local traffic', () => {
  it('is on where the block of pods is written, and off elsewhere', () => {
    expect(proxyOptionsOf([setting('c', 'clusterCIDR', '10.0.0.0/16')])).toMatchObject({ podCidr: '10.0.0.0/16' });
    expect(proxyOptionsOf([])).not.toHaveProperty('podCidr');
  });
  it('may be named where it is the one that kube-proxy has by default', () => {
    expect(lacking('ClusterCIDR')).toEqual([]);
    for (const mode of ['NodeCIDR', 'BridgeInterface', 'InterfaceNamePrefix'])
      expect(lacking(mode), mode).toEqual(['detectLocalMode']);
    expect(followsProxySetting(setting('p', 'masqueradeAll', 'true'))).toBe(true);
    expect(followsProxySetting(setting('p', 'scheduler', 'rr'))).toBe(false);
  });
});

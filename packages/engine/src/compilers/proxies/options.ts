import { parseCidr, showCidr } from '../../base/addr/index.ts';
import { schedulers } from '../../network/ipvs.ts';
import { hasChange } from '../../plan/versions.ts';
import type { Cluster } from '../../topology/cluster.ts';
import { type Setting, settingOf } from '../../topology/setting.ts';
import { defaultProxyOptions, type LocalDetector, type ProxyOptions } from './service-proxy.ts';

/** Settings of `kube-proxy … { }` that the proxies follow. */
export const proxySettings: readonly string[] = [
  'masqueradeAll',
  'localhostNodePorts',
  'nodePortAddresses',
  'detectLocalMode',
  'detectLocal.bridgeInterface',
  'detectLocal.interfaceNamePrefix',
  'scheduler',
  'strictARP',
];

/** Whether a setting of `kube-proxy … { }` of a cluster is followed. */
export const followsProxySetting = (
  { key, values }: Setting,
  cluster: Pick<Cluster, 'settings' | 'nodes' | 'nodeGroups'>,
): boolean => {
  if (key === 'scheduler') return schedulers.some((each) => each === values[0]);
  return proxySettings.includes(key) && (key !== 'detectLocalMode' || hasWhatItDetects(values[0], cluster));
};

/** kube-proxy does not start with a detector whose bridge, prefix or node's block nobody names. */
function hasWhatItDetects(
  mode: string | undefined,
  { settings, nodes, nodeGroups }: Pick<Cluster, 'settings' | 'nodes' | 'nodeGroups'>,
): boolean {
  const block = settingOf(settings, 'kube-proxy')?.settings ?? [];
  switch (mode) {
    case 'ClusterCIDR':
      return true;
    case 'NodeCIDR':
      return (
        nodeGroups.length === 0 &&
        nodes.every((node) => parseCidr(settingOf(node.settings, 'podCIDR')?.values[0] ?? '') !== undefined)
      );
    case 'BridgeInterface':
      return settingOf(block, 'detectLocal.bridgeInterface') !== undefined;
    case 'InterfaceNamePrefix':
      return settingOf(block, 'detectLocal.interfaceNamePrefix') !== undefined;
    default:
      return false;
  }
}

/** kube-proxy's configuration from a cluster's settings; `clusterCidr` is the block of its pods. */
export function proxyOptionsOf(settings: readonly Setting[], clusterCidr?: string): ProxyOptions {
  const block = settingOf(settings, 'kube-proxy')?.settings ?? [];
  const value = (key: string) => settingOf(block, key)?.values[0];
  const written = settingOf(block, 'nodePortAddresses')?.values ?? [];
  const addresses = written[0] === 'primary' ? ['primary'] : written.filter((text) => parseCidr(text) !== undefined);
  const detector = detectorOf(clusterCidr, value);
  const scheduler = schedulers.find((each) => each === value('scheduler'));
  const kubernetes = settingOf(settings, 'kubernetes')?.values[0];
  return {
    ...defaultProxyOptions,
    masqueradeAll: value('masqueradeAll') === 'true',
    localhostNodePorts: value('localhostNodePorts') !== 'false',
    counters: hasChange(kubernetes, 'nfacct'),
    ...(kubernetes === undefined ? {} : { kubernetes }),
    ...(detector ? { detector } : {}),
    ...(scheduler === undefined ? {} : { scheduler }),
    strictArp: value('strictARP') === 'true',
    ...(addresses.length > 0 ? { nodePortAddresses: addresses } : {}),
  };
}

/** The local detector: without a mode, `clusterCIDR` switches it on (getLocalDetectors in cmd/kube-proxy/app). */
function detectorOf(
  clusterCidr: string | undefined,
  value: (key: string) => string | undefined,
): LocalDetector | undefined {
  switch (value('detectLocalMode')) {
    case 'NodeCIDR':
      return { kind: 'node-cidr' };
    case 'BridgeInterface': {
      const name = value('detectLocal.bridgeInterface');
      return name === undefined ? undefined : { kind: 'interface', name };
    }
    case 'InterfaceNamePrefix': {
      const prefix = value('detectLocal.interfaceNamePrefix');
      return prefix === undefined ? undefined : { kind: 'interface', name: `${prefix}+` };
    }
    default: {
      const pods = parseCidr(clusterCidr ?? '')?.cidr;
      return pods ? { kind: 'cidr', block: showCidr(pods) } : undefined;
    }
  }
}

import { parseCidr, showCidr } from '../addr/index.ts';
import { type Setting, settingOf } from '../topology/setting.ts';
import { defaultProxyOptions, type ProxyOptions } from './service-proxy.ts';

/** Settings of `kube-proxy … { }` that the proxies follow. */
export const proxySettings: readonly string[] = ['masqueradeAll', 'localhostNodePorts', 'nodePortAddresses'];

/** Whether a setting of `kube-proxy … { }` is followed. `detectLocalMode ClusterCIDR` is what kube-proxy does without it. */
export const followsProxySetting = ({ key, values }: Setting): boolean =>
  proxySettings.includes(key) || (key === 'detectLocalMode' && values[0] === 'ClusterCIDR');

/** kube-proxy's configuration from a cluster's settings; `clusterCIDR` switches its local detector on. */
export function proxyOptionsOf(settings: readonly Setting[]): ProxyOptions {
  const block = settingOf(settings, 'kube-proxy')?.settings ?? [];
  const value = (key: string) => settingOf(block, key)?.values[0];
  const pods = parseCidr(settingOf(settings, 'clusterCIDR')?.values[0] ?? '')?.cidr;
  const addresses = settingOf(block, 'nodePortAddresses')?.values.filter((text) => parseCidr(text) !== undefined) ?? [];
  return {
    ...defaultProxyOptions,
    masqueradeAll: value('masqueradeAll') === 'true',
    localhostNodePorts: value('localhostNodePorts') !== 'false',
    ...(pods ? { podCidr: showCidr(pods) } : {}),
    ...(addresses.length > 0 ? { nodePortAddresses: addresses } : {}),
  };
}

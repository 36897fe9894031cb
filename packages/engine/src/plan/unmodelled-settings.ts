import { cidrFamily, parseCidr } from '../base/addr/index.ts';
import type { Cluster, Service } from '../topology/cluster.ts';
import type { Setting } from '../topology/setting.ts';
import { settingOf } from '../topology/setting.ts';
import type { Members } from './members.ts';

/** Settings that change where packets go and that netk does not model yet, by the kind of element they stand in. */
const unmodelled = {
  service: ['allocateLoadBalancerNodePorts', 'ipFamilies', 'ipFamilyPolicy'],
  node: ['ready'],
  cluster: [],
} as const;

/** Settings of a walk that netk follows. */
export const modelledWalkSettings: readonly string[] = [
  'sport',
  'method',
  'header',
  'idle',
  'cached',
  'connections',
  'rate',
  'lasts',
];

/** IPv4 prefixes are followed; IPv6 pods are not. */
const isIpv6 = (text: string): boolean => {
  const block = parseCidr(text)?.cidr;
  return block !== undefined && cidrFamily(block) === 6;
};

/** The settings of a Service that netk does not follow. */
export const unmodelledOfService = ({ settings }: Service): readonly Setting[] => {
  const keys: readonly string[] = unmodelled.service;
  return settings.filter(({ key }) => keys.includes(key));
};

/** Every setting of a cluster that netk does not follow, with the element's name. */
export function* unmodelledSettings(
  cluster: Cluster,
  members: Members,
): Generator<{ readonly setting: Setting; readonly of: string }> {
  function* pick(kind: keyof typeof unmodelled, name: string, settings: readonly Setting[]) {
    const keys: readonly string[] = unmodelled[kind];
    for (const setting of settings) if (keys.includes(setting.key)) yield { setting, of: `${kind} ${name}` };
  }
  yield* pick('cluster', cluster.name, cluster.settings);
  const proxy = settingOf(cluster.settings, 'kube-proxy');
  for (const setting of proxy?.settings ?? [])
    if (!members.followsProxySetting(setting, cluster)) yield { setting, of: `kube-proxy of ${cluster.name}` };
  for (const each of cluster.services) if (each.settings.length > 0) yield* pick('service', each.name, each.settings);
  for (const each of cluster.nodes) {
    yield* pick('node', each.name, each.settings);
    for (const eni of each.enis)
      for (const setting of eni.settings)
        if (setting.key === 'prefix' && setting.values.some(isIpv6))
          yield { setting, of: `eni ${eni.index} of ${each.name}` };
  }
}

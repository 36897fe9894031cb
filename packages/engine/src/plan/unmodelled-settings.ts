import type { Family } from '../base/addr/index.ts';
import type { Cluster, Service } from '../topology/cluster.ts';
import type { Setting } from '../topology/setting.ts';
import { settingOf } from '../topology/setting.ts';
import type { Members } from './members.ts';

/** Settings that change where packets go and that netk does not model yet, by the kind of element they stand in. */
const unmodelled = {
  service: ['allocateLoadBalancerNodePorts'],
  node: ['ready'],
  cluster: [],
} as const;

/** Settings of a walk that netk follows. */
export const modelledWalkSettings: readonly string[] = [
  'sport',
  'method',
  'header',
  'idle',
  'stream',
  'cached',
  'connections',
  'rate',
  'lasts',
  'max-time',
];

/** The settings of a Service that netk does not follow: of those of families, what its cluster does not have. */
export const unmodelledOfService = ({ settings }: Service, families: readonly Family[]): readonly Setting[] => {
  const keys: readonly string[] = unmodelled.service;
  return settings.filter(({ key, values }) => {
    if (key === 'ipFamilies') return !values.some((text) => families.some((family) => text === `IPv${family}`));
    if (key === 'ipFamilyPolicy') return values[0] === 'RequireDualStack' && families.length < 2;
    return keys.includes(key);
  });
};

/** Every setting of a cluster that netk does not follow, with the element's name. */
export function* unmodelledSettings(
  cluster: Cluster,
  members: Members,
  families: readonly Family[],
): Generator<{ readonly setting: Setting; readonly of: string }> {
  function* pick(kind: keyof typeof unmodelled, name: string, settings: readonly Setting[]) {
    const keys: readonly string[] = unmodelled[kind];
    for (const setting of settings) if (keys.includes(setting.key)) yield { setting, of: `${kind} ${name}` };
  }
  yield* pick('cluster', cluster.name, cluster.settings);
  const proxy = settingOf(cluster.settings, 'kube-proxy');
  for (const setting of proxy?.settings ?? [])
    if (!members.followsProxySetting(setting, cluster)) yield { setting, of: `kube-proxy of ${cluster.name}` };
  for (const each of cluster.services)
    for (const setting of unmodelledOfService(each, families)) yield { setting, of: `service ${each.name}` };
  for (const each of cluster.nodes) yield* pick('node', each.name, each.settings);
}

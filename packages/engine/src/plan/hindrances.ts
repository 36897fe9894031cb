import { cniOf } from '../cnis/index.ts';
import { proxyOf } from '../proxies/index.ts';
import type { Cluster } from '../topology/cluster.ts';
import { type Setting, settingOf } from '../topology/setting.ts';
import { unmodelledSettings } from './unmodelled-settings.ts';

/**
 * What a cluster uses that changes packets' ways and that netk does not model yet. A walk that touches the cluster is
 * undetermined for these reasons, rather than answered as if they were not there.
 */
export function hindrances(cluster: Cluster, cni: string, proxy: string): string[] {
  const block = settingOf(cluster.settings, 'cni')?.settings ?? [];
  const out: string[] = [];
  const say = (what: string) => out.push(`cluster ${cluster.name} uses ${what}, which is not modelled yet`);
  if (!cniOf(cni)) say(`cni ${cni}`);
  if (!proxyOf(proxy)) say(`kube-proxy ${proxy}`);
  if (settingOf(cluster.settings, 'ipFamily')?.values[0] === 'ipv6' || on(block, 'ENABLE_IPv6')) say('IPv6 pods');
  if (on(block, 'ENABLE_POD_ENI') && cluster.securityGroupPolicies.length > 0) say('security groups for pods');
  if (cluster.networkPolicies.length > 0) say('network policies');
  for (const { setting, of } of unmodelledSettings(cluster)) say(`${setting.key} (${of})`);
  return out;
}

const on = (block: readonly Setting[], key: string): boolean => settingOf(block, key)?.values[0] === 'true';

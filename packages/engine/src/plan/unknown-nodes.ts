import { notModelled } from '../base/not-modelled.ts';
import type { Cluster } from '../topology/cluster.ts';
import { settingOf } from '../topology/setting.ts';

const isOn = (cluster: Cluster, key: string): boolean =>
  settingOf(settingOf(cluster.settings, 'cni')?.settings ?? [], key)?.values[0] === 'true';

/** Why nothing is known of what the nodes of a cluster do with packets; undefined: netk models its pod network. */
export function unknownNodes(cluster: Cluster, cni: string, modelled: boolean): string | undefined {
  const uses = (what: string): string => notModelled(`cluster ${cluster.name} uses ${what}`);
  if (!modelled) return uses(`cni ${cni}`);
  if (settingOf(cluster.settings, 'ipFamily')?.values[0] === 'ipv6' || isOn(cluster, 'ENABLE_IPv6'))
    return uses('IPv6 pods');
  const dataplane = settingOf(cluster.settings, 'dataplane')?.values[0];
  return dataplane === undefined || dataplane === 'iptables' ? undefined : uses(`dataplane ${dataplane}`);
}

/** Whether SecurityGroupPolicies of the cluster take effect: pods have branch interfaces. */
export const hasBranchInterfaces = (cluster: Cluster): boolean => isOn(cluster, 'ENABLE_POD_ENI');

import { type Cidr, cidrFamily, type Family, parseCidr } from '../base/addr/index.ts';
import type { Cluster } from '../topology/cluster.ts';
import { type Setting, settingOf } from '../topology/setting.ts';

/** The valid blocks of a setting such as `serviceCIDR 10.96.0.0/12 fd00:10:96::/112`, one of each family at most. */
export function blocksOf(settings: readonly Setting[], key: string): readonly Cidr[] {
  const all = (settingOf(settings, key)?.values ?? []).flatMap((text) => parseCidr(text)?.cidr ?? []);
  return all.filter((block, at) => all.findIndex((each) => cidrFamily(each) === cidrFamily(block)) === at);
}

/** Whether the VPC CNI of a cluster gives its pods IPv6 addresses, or the cluster says that they have some. */
export const saysSix = ({ settings }: Pick<Cluster, 'settings'>): boolean =>
  settingOf(settings, 'ipFamily')?.values[0] === 'ipv6' ||
  settingOf(settingOf(settings, 'cni')?.settings ?? [], 'ENABLE_IPv6')?.values[0] === 'true';

/**
 * The families of addresses that pods and Services of a cluster have, the primary one first: that of `ipFamily`, or the one
 * whose block comes first; both where two blocks are written (kube-apiserver, `--service-cluster-ip-range`). The VPC CNI has one.
 */
export function familiesOf(cluster: Pick<Cluster, 'settings'>, cni: string): readonly Family[] {
  if (saysSix(cluster)) return [6];
  if (cni === 'vpc-cni') return [4];
  const written = blocksOf(cluster.settings, 'serviceCIDR').map(cidrFamily);
  return written.length === 0 ? [4] : written;
}

export { ofFamily } from '../base/addr/of-family.ts';

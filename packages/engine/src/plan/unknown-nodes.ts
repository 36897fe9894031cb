import { notModelled } from '../base/not-modelled.ts';
import type { Cluster } from '../topology/cluster.ts';
import { settingOf } from '../topology/setting.ts';
import { familiesOf } from './families.ts';
import { type Members, memberOf } from './members.ts';

/** A pod network on a cloud that it is not made for; undefined: it is made for that one. */
export function foreignCni({ platform }: Cluster, { cnis, platforms }: Members, cni: string): string | undefined {
  const on = memberOf(platforms, platform ?? 'eks');
  const { clouds } = memberOf(cnis, cni) ?? {};
  return on && clouds && !clouds.includes(on.cloud) ? `cni ${cni} on ${on.id}` : undefined;
}

/** Why nothing is known of what the nodes of a cluster do with packets; undefined: netk models its pod network. */
export function unknownNodes(cluster: Cluster, members: Members, cni: string): string | undefined {
  const uses = (what: string): string => notModelled(`cluster ${cluster.name} uses ${what}`);
  const facts = memberOf(members.cnis, cni);
  if (!facts) return uses(`cni ${cni}`);
  const elsewhere = foreignCni(cluster, members, cni);
  if (elsewhere !== undefined) return uses(elsewhere);
  const families = familiesOf(cluster, cni);
  if (families.includes(6) && !facts.carriesSix) return uses(`IPv6 pods with cni ${cni}`);
  const dataplane = settingOf(cluster.settings, 'dataplane')?.values[0];
  // what a name of the registry stands for is followed
  const isKnown =
    dataplane === undefined || dataplane === 'iptables' || (dataplane === 'v2' && cni === 'gke-dataplane-v2');
  return isKnown ? undefined : uses(`dataplane ${dataplane}`);
}

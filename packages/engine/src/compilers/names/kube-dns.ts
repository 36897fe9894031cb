import type { Resolver, ResolverStage } from '../../network/resolver.ts';
import type { Plan, PlannedCluster } from '../../plan/plan.ts';
import { clusterDomain, resolvConfOf } from '../../plan/resolv-conf.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';
import { kubernetesReverse } from './kubernetes-reverse.ts';
import { kubernetesZone } from './kubernetes-zone.ts';

/** Seconds of records of the cluster (kubernetes/dns, pkg/dns/dns.go, defaultTTL). */
const ttl = 30;
/** dnsmasq keeps an answer as long as it says. */
const most = 0x7fffffff;
/** dnsmasq waits as long as its client does: nobody is told that nobody answered. */
const patience = 10;

/** Whether the DNS of a cluster is kube-dns: it is written, or GKE's own in Standard mode (GKE documentation, About service discovery). */
export function isKubeDns({ topology }: Plan, { id, platform }: PlannedCluster): boolean {
  const settings = topology.clusters.find((each) => each.id === id)?.settings ?? [];
  const written = settingOf(settings, 'dns');
  return written ? written.values[0] === 'kube-dns' : platform === 'gke';
}

/**
 * kube-dns: a dnsmasq in front, which keeps what it was answered and nothing that is not there (`--cache-size=1000 --no-negcache`), asks the program beside it for names of
 * the cluster, and whom its node asks for all others (kubernetes/kubernetes v1.20, cluster/addons/dns/kube-dns/kube-dns.yaml.in).
 */
export function kubeDnsOf(plan: Plan, cluster: PlannedCluster, node: ElementId | undefined, name: string): Resolver {
  const source = cluster.id;
  const conf = node === undefined ? undefined : resolvConfOf(plan, node);
  const stages: readonly ResolverStage[] = [
    { kind: 'cache', stage: 'dnsmasq cache', most, mostNegative: 0, source },
    {
      kind: 'zone',
      stage: `kubedns, --server=/${clusterDomain}/`,
      zone: kubernetesZone(plan, cluster, ttl, undefined),
      chases: true,
    },
    {
      kind: 'zone',
      stage: 'kubedns, --server=/in-addr.arpa/',
      zone: kubernetesReverse(plan, cluster, ttl),
      handsOn: true,
    },
    {
      ...{ kind: 'forward', stage: 'dnsmasq', for: '', policy: 'sequential', patience, source },
      to: (conf?.nameservers ?? []).map((address) => ({ address, port: 53 })),
    },
  ];
  return { kind: 'resolve', name, stages, source };
}

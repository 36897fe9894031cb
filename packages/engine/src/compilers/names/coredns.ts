import { type Ip, parseIp } from '../../base/addr/index.ts';
import { secondsOf } from '../../base/duration.ts';
import { absolute } from '../../network/dns.ts';
import type { Resolver, ResolverStage } from '../../network/resolver.ts';
import type { Plan, PlannedCluster, PlannedService } from '../../plan/plan.ts';
import { itemOf } from '../../plan/plan-index.ts';
import { resolvConfOf } from '../../plan/resolv-conf.ts';
import type { ElementId } from '../../topology/id.ts';
import { type Setting, settingOf } from '../../topology/setting.ts';
import { autopath } from './autopath.ts';
import { isKubeDns, kubeDnsOf } from './kube-dns.ts';
import { kubernetesReverse } from './kubernetes-reverse.ts';
import { kubernetesZone } from './kubernetes-zone.ts';
import type { NameServer, NameServers } from './name-server.ts';
import { zoneOfRecords } from './zone-of-records.ts';

/** Seconds of records in the cluster's own zone: the plugin's default, which EKS leaves as it is. */
const usualTtl = 5;
/** `cache 30` of the Corefile that EKS and kubeadm write. */
const usualCache = 30;
/** `read_timeout` of 2 s, tried again for 5 s (plugin/forward, forward.go, defaultTimeout). */
const patience = 6;

/**
 * CoreDNS in the pods behind the cluster's DNS Service. Stages stand in the order of plugin.cfg: cache, rewrite, autopath, hosts, kubernetes,
 * forward; pods of CoreDNS have `dnsPolicy: Default`, so that they ask whom their node asks.
 */
export const coredns: NameServers = {
  id: 'coredns',
  doc: "CoreDNS, or kube-dns, in the pods behind the cluster's DNS Service.",
  of(plan) {
    return plan.clusters.flatMap((cluster) => {
      const service = dnsService(plan, cluster);
      return service ? pods(plan, cluster, service) : [];
    });
  },
};

const known = new WeakMap<
  PlannedCluster,
  { readonly services: Plan['services']; readonly own: PlannedService | undefined }
>();

/** The Service that has the cluster's DNS address. Looked for once: every lookup asks. */
export function dnsService({ services }: Plan, cluster: PlannedCluster): PlannedService | undefined {
  const earlier = known.get(cluster);
  if (earlier?.services === services) return earlier.own;
  const { id, dnsAddress } = cluster;
  const own = services.find((each) => each.cluster === id && each.clusterIp === dnsAddress);
  known.set(cluster, { services, own });
  return own;
}

function pods(plan: Plan, cluster: PlannedCluster, service: PlannedService): readonly NameServer[] {
  const seen = new Set<string>();
  return service.endpoints.flatMap(({ pod, port, node, name }): readonly NameServer[] => {
    if (pod === undefined || seen.has(`${pod} ${port}`) || !opens(plan, pod, port)) return [];
    seen.add(`${pod} ${port}`);
    return [{ device: pod, port, owner: name, resolver: clusterDnsOf(plan, cluster, node, name) }];
  });
}

/** A pod that says which ports it has opens no other. */
function opens({ pods }: Plan, id: ElementId, port: number): boolean {
  const { listens = [] } = itemOf(pods, id) ?? {};
  return listens.length === 0 || listens.some((each) => each.port === port);
}

/** What answers in one pod behind the DNS Service of a cluster. */
export const clusterDnsOf = (
  plan: Plan,
  cluster: PlannedCluster,
  node: ElementId | undefined,
  name: string,
): Resolver => (isKubeDns(plan, cluster) ? kubeDnsOf(plan, cluster, node, name) : corednsOf(plan, cluster, node, name));

/** What one CoreDNS does, on a node; without one nobody knows whom it forwards to. */
function corednsOf(plan: Plan, cluster: PlannedCluster, node: ElementId | undefined, name: string): Resolver {
  const written = settingOf(plan.topology.clusters.find(({ id }) => id === cluster.id)?.settings ?? [], 'dns');
  const settings = written?.settings ?? [];
  const source = written?.id ?? cluster.id;
  const number = (key: string, usual: number) => {
    const value = settingOf(settings, key)?.values[0];
    return value === undefined ? usual : (secondsOf(value) ?? (Number(value) || 0));
  };
  const cache = number('cache', usualCache);
  const stages: ResolverStage[] = [];
  if (cache > 0)
    stages.push({
      kind: 'cache',
      stage: 'plugin cache',
      caps: true,
      most: cache,
      least: usualTtl,
      mostNegative: cache,
      source,
    });
  const own = node === undefined ? [] : (resolvConfOf(plan, node)?.search ?? []);
  stages.push(...rewrites(settings), ...autopath(plan, cluster, settings, own), ...hosts(settings));
  const zone = kubernetesZone(plan, cluster, number('ttl', usualTtl), settingOf(settings, 'pods')?.values[0]);
  stages.push({ kind: 'zone', stage: 'plugin kubernetes', zone, chases: true });
  const reverse = kubernetesReverse(plan, cluster, number('ttl', usualTtl));
  stages.push({ kind: 'zone', stage: 'plugin kubernetes', zone: reverse, handsOn: true });
  stages.push(...forwards(plan, settings, node, source));
  return { kind: 'resolve', name, stages, source };
}

/** `rewrite name a.example b.example`. */
const rewrites = (settings: readonly Setting[]): readonly ResolverStage[] =>
  settings.flatMap(({ key, values, id }): readonly ResolverStage[] => {
    const [from, to] = values.filter((each) => each !== 'name' && each !== 'exact' && each !== 'stop');
    if (key !== 'rewrite' || from === undefined || to === undefined) return [];
    return [{ kind: 'rewrite', stage: 'plugin rewrite', from: absolute(from), to: absolute(to), source: id }];
  });

/** `hosts 10.0.0.7 db.example`: names that it does not have go on (`fallthrough`). */
function hosts(settings: readonly Setting[]): readonly ResolverStage[] {
  const lines = settings.filter(({ key }) => key === 'hosts');
  if (lines.length === 0) return [];
  const records = lines.flatMap(({ values: [address, ...names], id }) =>
    address === undefined || parseIp(address) === undefined
      ? []
      : names.map((name) => ({ name: absolute(name), type: 'A' as const, value: address, ttl: 3600, source: id })),
  );
  const soa = { ttl: 0, minimum: 0 };
  const zone = zoneOfRecords({ name: '', title: 'hosts', servers: [], soa }, () => records);
  return [{ kind: 'zone', stage: 'plugin hosts', zone, handsOn: true }];
}

/** `forward "." 10.0.0.2`, for a zone each; else `forward . /etc/resolv.conf`. */
function forwards(
  plan: Plan,
  settings: readonly Setting[],
  node: ElementId | undefined,
  source: ElementId,
): readonly ResolverStage[] {
  const stage = (zone: string, to: readonly Ip[], from: ElementId): ResolverStage => ({
    ...{ kind: 'forward', stage: 'plugin forward', for: zone, policy: 'random', patience, source: from },
    to: to.map((address) => ({ address, port: 53 })),
  });
  const written = settings
    .filter(({ key }) => key === 'forward')
    .map(({ values: [zone = '.', ...to], id }) =>
      stage(
        absolute(zone),
        to.flatMap((each) => parseIp(each) ?? []),
        id,
      ),
    )
    .sort((a, b) => zoneLength(b) - zoneLength(a));
  if (written.some((each) => each.kind === 'forward' && each.for === '')) return written;
  const conf = node === undefined ? undefined : resolvConfOf(plan, node);
  return [...written, stage('', conf?.nameservers ?? [], source)];
}

const zoneLength = (stage: ResolverStage): number => (stage.kind === 'forward' ? stage.for.length : 0);

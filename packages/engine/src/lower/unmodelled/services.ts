import { type Ip, parseIp } from '../../addr/index.ts';
import type { Header } from '../../network/header.ts';
import { type Mark, notModelled } from '../../network/unmodelled.ts';
import type { PlannedCluster, PlannedService } from '../../plan/plan.ts';
import { unmodelledOfService } from '../../plan/unmodelled-settings.ts';
import { proxyOf } from '../../proxies/index.ts';
import { followsProxySetting } from '../../proxies/options.ts';
import type { Cluster } from '../../topology/cluster.ts';
import { settingOf } from '../../topology/setting.ts';

/** Where kube-proxy would act and does not as netk knows it: the node's own addresses are the caller's. */
export type ServiceMarks = (isOwn: (ip: Ip) => boolean) => readonly Mark[];

const nodePortRange = { from: 30000, to: 32767 };

const addressesOf = (services: readonly PlannedService[]): ReadonlySet<Ip> =>
  new Set(
    services
      .flatMap(({ clusterIp, externalIps, balancerIps }) => [clusterIp ?? '', ...externalIps, ...(balancerIps ?? [])])
      .flatMap((text) => parseIp(text) ?? []),
  );

/** Why the proxy of a cluster does something else than netk's. */
function otherProxy(cluster: Cluster, proxy: string): string | undefined {
  const uses = (what: string): string => notModelled(`cluster ${cluster.name} uses ${what}`);
  if (!proxyOf(proxy)) return uses(`kube-proxy ${proxy}`);
  const setting = settingOf(cluster.settings, 'kube-proxy')?.settings.find(
    (each) => !followsProxySetting(each, cluster),
  );
  return setting && uses(`${setting.key} of kube-proxy`);
}

/**
 * Marks for the Services of a cluster: packets to their addresses, and to a node's own address in the range of node ports,
 * where the proxy is another one; packets to one Service, where only that has a setting that is not modelled.
 */
export function serviceMarks(
  cluster: Cluster,
  { proxy }: Pick<PlannedCluster, 'proxy'>,
  services: readonly PlannedService[],
): ServiceMarks {
  const why = otherProxy(cluster, proxy);
  if (why !== undefined) {
    const own = addressesOf(services);
    return (isOwn) => [
      {
        hook: 'dstnat',
        why,
        meets: ({ dst, dport }) =>
          own.has(dst) || (dport >= nodePortRange.from && dport <= nodePortRange.to && isOwn(dst)),
      },
    ];
  }
  const single = cluster.services.flatMap((written) => {
    const service = services.find(({ id }) => id === written.id);
    const [found] = unmodelledOfService(written);
    if (!service || !found) return [];
    const status = settingOf(written.settings, 'status.loadBalancer')?.values ?? [];
    return [{ service, status, why: notModelled(`service ${service.name} has ${found.key}`) }];
  });
  return (isOwn) =>
    single.map(({ service, status, why }) => ({ hook: 'dstnat', why, meets: toService(service, status, isOwn) }));
}

/** `status` are the addresses of its balancer, which kube-proxy knows too. */
function toService(
  service: PlannedService,
  status: readonly string[],
  isOwn: (ip: Ip) => boolean,
): (packet: Header) => boolean {
  const addresses = new Set([...addressesOf([service]), ...status.flatMap((text) => parseIp(text) ?? [])]);
  const isNodePort = ({ protocol, dport }: Header): boolean =>
    service.ports.some((port) => port.nodePort === dport && port.protocol === protocol);
  return (packet) => addresses.has(packet.dst) || (isNodePort(packet) && isOwn(packet.dst));
}

import { parseIp } from '../../base/addr/index.ts';
import type { Zone, ZoneRecord } from '../../network/dns.ts';
import type { Plan, PlannedCluster } from '../../plan/plan.ts';
import { clusterDomain } from '../../plan/resolv-conf.ts';
import type { ElementId } from '../../topology/id.ts';
import { apiAddress, hostNameOf, readyOf } from './kubernetes-zone.ts';
import { addressOf, reverseZone } from './reverse.ts';

/**
 * Names of the addresses of a cluster, as `serviceRecordForIP` of the plugin finds them (plugin/kubernetes, reverse.go): the cluster IP of a
 * Service; else pods that have a host name, which are those of stateful sets behind their headless Service. Other addresses have none
 * here, and the question goes on (`fallthrough in-addr.arpa ip6.arpa` of the Corefile that EKS and kubeadm write).
 */
export function kubernetesReverse(plan: Plan, cluster: PlannedCluster, ttl: number): Zone {
  const services = plan.services.filter((each) => each.cluster === cluster.id);
  return {
    ...{ name: reverseZone, title: `cluster ${cluster.name}`, servers: [], plain: true, source: cluster.id },
    soa: { ttl, minimum: ttl },
    at(name) {
      const ip = addressOf(name);
      if (ip === undefined) return undefined;
      const record = (own: string, source: ElementId): ZoneRecord => ({
        ...{ name, type: 'PTR', value: `${own}.svc.${clusterDomain}`, ttl, source },
      });
      const service = services.find(({ clusterIp }) => clusterIp !== undefined && parseIp(clusterIp) === ip);
      if (service) return [record(`${service.name}.${service.namespace}`, service.id)];
      if (parseIp(apiAddress(cluster)) === ip) return [record('kubernetes.default', cluster.id)];
      const found = services
        .filter(({ headless }) => headless)
        .flatMap((each) =>
          readyOf(plan, each).flatMap((endpoint): readonly ZoneRecord[] => {
            const host = parseIp(endpoint.address) === ip ? hostNameOf(plan, each, endpoint) : undefined;
            return host === undefined ? [] : [record(`${host}.${each.name}.${each.namespace}`, each.id)];
          }),
        );
      const unique = [...new Map(found.map((each) => [each.value, each])).values()];
      return unique.length > 0 ? unique : undefined;
    },
  };
}

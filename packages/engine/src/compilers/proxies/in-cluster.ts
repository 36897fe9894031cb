import type { Family } from '../../base/addr/index.ts';
import type { Plan, PlannedCluster } from '../../plan/plan.ts';
import type { Cluster } from '../../topology/cluster.ts';
import { settingOf } from '../../topology/setting.ts';
import { proxyOf } from './index.ts';
import { servicesOfFamily } from './of-family.ts';
import { proxyOptionsOf } from './options.ts';
import type { CompiledServices } from './service-proxy.ts';

interface ProxyOfFamily {
  readonly family: Family;
  readonly own: CompiledServices;
}

interface Made {
  readonly services: Plan['services'];
  readonly settings: Cluster['settings'];
  readonly proxies: readonly ProxyOfFamily[];
}

const known = new WeakMap<PlannedCluster, Made>();

/**
 * The tables of a cluster's kube-proxy by family: it has those of IPv4 also where no Service has an address of it
 * (cmd/kube-proxy/app/server_linux.go, platformCheckSupported). Made once for all networks with the same Services.
 */
export function proxiesOf(plan: Plan, cluster: PlannedCluster, { settings }: Cluster): readonly ProxyOfFamily[] {
  const proxy = proxyOf(cluster.proxy);
  if (!proxy) return [];
  const earlier = known.get(cluster);
  if (earlier?.services === plan.services && earlier.settings === settings) return earlier.proxies;
  const services = plan.services.filter((service) => service.cluster === cluster.id);
  const families: readonly Family[] = cluster.families.includes(6) ? [4, 6] : [4];
  const proxies = families.map((family) => {
    const isFirst = family === cluster.families[0];
    const serviceCidr = isFirst ? cluster.serviceCidr : cluster.otherServiceCidr;
    const options = {
      ...proxyOptionsOf(settings, isFirst ? cluster.clusterCidr : cluster.otherClusterCidr),
      family,
      origin: settingOf(settings, 'kube-proxy')?.id ?? cluster.id,
      ...(serviceCidr === undefined ? {} : { serviceCidr }),
    };
    return { family, own: proxy.compile(servicesOfFamily(services, family, cluster.families), options) };
  });
  known.set(cluster, { services: plan.services, settings, proxies });
  return proxies;
}

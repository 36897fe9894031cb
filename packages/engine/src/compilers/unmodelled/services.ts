import { cidr, type Ip, parseIp, plus } from '../../base/addr/index.ts';
import { notModelled } from '../../base/not-modelled.ts';
import type { Protocol } from '../../network/header.ts';
import type { Mark } from '../../network/unmodelled.ts';
import type { PlannedCluster, PlannedService } from '../../plan/plan.ts';
import { distributionOf } from '../../plan/traffic-distribution.ts';
import { unmodelledOfService } from '../../plan/unmodelled-settings.ts';
import { versionOf } from '../../plan/versions.ts';
import type { Cluster, Service } from '../../topology/cluster.ts';
import { type Setting, settingOf } from '../../topology/setting.ts';
import { cniOf } from '../cnis/index.ts';
import { proxyOf } from '../proxies/index.ts';
import { followsProxySetting } from '../proxies/options.ts';

/** What acts on packets to Services and is not modelled, for a node with these addresses of its own. */
export type ServiceMarks = (own: ReadonlySet<Ip>) => readonly Mark[];

const nodePortRange = { from: 30000, to: 32767 };

const addressesOf = (services: readonly PlannedService[]): ReadonlySet<Ip> =>
  new Set(
    services
      .flatMap(({ clusterIp, otherClusterIp, externalIps, balancerIps }) => [
        clusterIp ?? '',
        otherClusterIp ?? '',
        ...externalIps,
        ...(balancerIps ?? []),
      ])
      .flatMap((text) => parseIp(text) ?? []),
  );

/** Why the proxy of a cluster does something else than netk's. */
function otherProxy(
  cluster: Cluster,
  { proxy, families, cni: name }: Pick<PlannedCluster, 'proxy' | 'families' | 'cni'>,
): string | undefined {
  const uses = (what: string): string => notModelled(`cluster ${cluster.name} uses ${what}`);
  if (!proxyOf(proxy)) return uses(`kube-proxy ${proxy}`);
  if (families.includes(6) && (proxy === 'ipvs' || proxy === 'ebpf')) return uses(`kube-proxy ${proxy} over IPv6`);
  const cni = settingOf(cluster.settings, 'cni');
  if (proxy === 'ebpf' && cniOf(name)?.ownProxy?.(cni?.settings ?? []) !== 'ebpf')
    return uses('kube-proxy ebpf, and no CNI that replaces it');
  if (proxy !== 'ebpf' && cniOf(name)?.ownProxy?.(cni?.settings ?? []) === 'ebpf')
    return uses(`kube-proxy ${proxy} beside programs of eBPF that replace it`);
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
  planned: Pick<PlannedCluster, 'proxy' | 'serviceCidr' | 'families' | 'cni'>,
  services: readonly PlannedService[],
): ServiceMarks {
  const { serviceCidr, families } = planned;
  const why = otherProxy(cluster, planned);
  if (why !== undefined) {
    const to = addressesOf(services);
    return (own) => [
      { hook: 'dstnat', why, to },
      { hook: 'dstnat', why, to: own, loopback: true, ports: [nodePortRange] },
    ];
  }
  const byId = new Map(services.map((each) => [each.id, each]));
  const single = cluster.services.flatMap((written) => {
    const service = byId.get(written.id);
    if (!service) return [];
    const unmodelled = unmodelledOfService(written, families).flatMap((found) =>
      reachOf(found, service, written.settings),
    );
    return [
      ...unmodelled,
      ...refusedOf(written, service, versionOf(cluster, 'kubernetes')),
      ...unclearOf(written, service),
    ];
  });
  const api = apiServer(cluster, serviceCidr, services);
  return (own) => [
    ...api,
    ...single.flatMap(({ to, ports, why: reason }): Mark[] => [
      ...(to.size > 0 ? [{ hook: 'dstnat' as const, why: reason, to }] : []),
      ...(ports.length > 0 ? [{ hook: 'dstnat' as const, why: reason, to: own, loopback: true as const, ports }] : []),
    ]),
  ];
}

/** Every cluster has the Service of its API server, at the first address of the block; whose endpoints a file without `x-eni` lines does not say. */
function apiServer({ name }: Cluster, serviceCidr: string, services: readonly PlannedService[]): readonly Mark[] {
  const address = plus(cidr(serviceCidr).base, 1);
  if (services.some(({ clusterIp }) => parseIp(clusterIp ?? '') === address)) return [];
  const why = notModelled(`the API server of cluster ${name}, of which the file says no address`);
  return [{ hook: 'dstnat', why, to: new Set([address]), ports: [{ protocol: 'tcp', from: 443, to: 443 }] }];
}

/** What a setting of one Service may change: packets to these addresses, and to these ports of the nodes. */
interface Reach {
  readonly to: ReadonlySet<Ip>;
  readonly ports: NonNullable<Mark['ports']>;
  readonly why: string;
}

/** A Service that its API server refuses is not there; what is written may be meant otherwise. */
function refusedOf({ settings }: Service, service: PlannedService, kubernetes: string | undefined): readonly Reach[] {
  const distribution = distributionOf(settings, kubernetes);
  if (distribution?.kind !== 'refused') return [];
  const { key, values } = distribution.setting;
  const why = `the API server refuses service ${service.name}: it does not know ${[key, ...values].join(' ')}`;
  return [everywhere(settings, service, why)];
}

/** Endpoints that other zones than their own use too, and it is not known which. */
const unclearOf = ({ settings }: Service, service: PlannedService): readonly Reach[] =>
  service.unclearHints === undefined
    ? []
    : [
        everywhere(
          settings,
          service,
          `which zones use which endpoints of service ${service.name} is not known: ${service.unclearHints}`,
        ),
      ];

/** All ways to a Service. */
const everywhere = (settings: Service['settings'], service: PlannedService, why: string): Reach => ({
  ...{ to: new Set([...addressesOf([service]), ...balancerOf(service, settings)]), why },
  ports: nodePortsOf(service),
});

const nodePortsOf = ({ ports }: PlannedService): Reach['ports'] =>
  ports.flatMap(({ nodePort, protocol }) =>
    nodePort === undefined ? [] : [{ protocol: protocol as Protocol, from: nodePort, to: nodePort }],
  );

/** The addresses that kube-proxy knows of a balancer: EKS writes a name into the status, and no address. */
const balancerOf = ({ balancerIps = [] }: PlannedService, settings: readonly Setting[]): ReadonlySet<Ip> =>
  new Set(
    [...balancerIps, ...(settingOf(settings, 'status.loadBalancer')?.values ?? [])].flatMap(
      (text) => parseIp(text) ?? [],
    ),
  );

/** What kube-proxy does for a setting, as narrow as it certainly is (proxier.go, syncProxyRules). */
function reachOf({ key, values }: Setting, service: PlannedService, settings: readonly Setting[]): readonly Reach[] {
  const why = notModelled(`service ${service.name} has ${key}`);
  const ports = nodePortsOf(service);
  const balancer = balancerOf(service, settings);
  switch (key) {
    case 'allocateLoadBalancerNodePorts':
      return values[0] === 'true' || service.type !== 'LoadBalancer' ? [] : [{ to: new Set(), ports, why }];
    case 'ipFamilies':
    case 'ipFamilyPolicy':
      return [{ to: addressesOf([service]), ports, why }];
    default:
      return [{ to: new Set([...addressesOf([service]), ...balancer]), ports, why }];
  }
}

import { cidr, plus, showIp } from '../../base/addr/index.ts';
import type { RecordType, Zone, ZoneRecord } from '../../network/dns.ts';
import type { Endpoint, Plan, PlannedCluster, PlannedService } from '../../plan/plan.ts';
import { clusterDomain } from '../../plan/resolv-conf.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';

/**
 * The names of a cluster, as the `kubernetes` plugin of CoreDNS has them (plugin/kubernetes, and the DNS specification of Kubernetes 1.1.0):
 * Services, ports, endpoints of headless Services, external names; and `A-B-C-D.NAMESPACE.pod`, which `pods insecure` answers unseen.
 */
export function kubernetesZone(plan: Plan, cluster: PlannedCluster, ttl: number): Zone {
  const own = once(() => indexOf(plan, cluster.id));
  const at = (name: string): readonly ZoneRecord[] | undefined => {
    if (name === clusterDomain) return [];
    const labels = name
      .slice(0, -clusterDomain.length - 1)
      .split('.')
      .reverse();
    const [kind, namespace, service, ...rest] = labels;
    if (kind !== 'svc' && kind !== 'pod') return undefined;
    if (namespace === undefined) return [];
    const services = own().get(namespace) ?? (namespace === 'default' ? none : undefined);
    if (!services) return undefined;
    if (service === undefined) return [];
    const record = (type: RecordType, value: string, source: ElementId): ZoneRecord => ({
      name,
      type,
      value,
      ttl,
      source,
    });
    if (kind === 'pod') {
      const address = /^\d+-\d+-\d+-\d+$/.test(service) ? service.replaceAll('-', '.') : undefined;
      return address === undefined || rest.length > 0 ? undefined : [record('A', address, cluster.id)];
    }
    const found = services.get(service);
    // every cluster has the Service of its API server, at the first address of the block
    if (!found && namespace === 'default' && service === 'kubernetes' && rest.length === 0)
      return [record('A', apiAddress(cluster), cluster.id)];
    return found && below(plan, found, rest, record);
  };
  return {
    ...{ name: clusterDomain, title: `cluster ${cluster.name}`, servers: [], source: cluster.id },
    soa: { ttl, minimum: ttl },
    at,
  };
}

const none: ReadonlyMap<string, PlannedService> = new Map();

const apiAddress = ({ serviceCidr }: PlannedCluster): string => {
  const { base } = cidr(serviceCidr);
  return showIp(plus(base, 1));
};

type Make = (type: RecordType, value: string, source: ElementId) => ZoneRecord;

/** The records of a Service, or of a port or an endpoint below its name. */
function below(
  plan: Plan,
  service: PlannedService,
  rest: readonly string[],
  record: Make,
): readonly ZoneRecord[] | undefined {
  const { id, clusterIp, headless, type } = service;
  const [first, second, ...more] = rest;
  if (more.length > 0) return undefined;
  if (first === undefined) {
    const external = type === 'ExternalName' ? externalNameOf(plan, id) : undefined;
    if (external !== undefined) return [record('CNAME', external, id)];
    if (!headless) return clusterIp === undefined ? [] : [record('A', clusterIp, id), ...ports(service, record)];
    return addressesOf(service).map((address) => record('A', address, id));
  }
  if (first === '_tcp' || first === '_udp') {
    if (second === undefined) return [];
    const port = service.ports.find((each) => `_${each.protocol}` === first && `_${each.name}` === second);
    return (
      port && [record('SRV', `0 100 ${port.port} ${service.name}.${service.namespace}.svc.${clusterDomain}`, port.id)]
    );
  }
  if (!headless || second !== undefined) return undefined;
  const endpoint = readyOf(service).find((each) => endpointName(each) === first || each.name === first);
  return endpoint && [record('A', endpoint.address, id)];
}

/** SRV records of all ports of a Service, whose own name has them too. */
const ports = ({ name, namespace, ports: list }: PlannedService, record: Make): readonly ZoneRecord[] =>
  list.map((port) => record('SRV', `0 100 ${port.port} ${name}.${namespace}.svc.${clusterDomain}`, port.id));

const endpointName = ({ address }: Endpoint): string => address.replaceAll('.', '-');

const readyOf = ({ endpoints }: PlannedService): readonly Endpoint[] => endpoints.filter(({ ready }) => ready);

const addressesOf = (service: PlannedService): readonly string[] => [
  ...new Set(readyOf(service).map(({ address }) => address)),
];

function externalNameOf({ topology }: Plan, id: ElementId): string | undefined {
  const written = topology.clusters.flatMap(({ services }) => services).find((each) => each.id === id);
  return settingOf(written?.settings ?? [], 'externalName')
    ?.values[0]?.toLowerCase()
    .replace(/\.$/, '');
}

/** Services by namespace and name; namespaces without any are there too. */
function indexOf(plan: Plan, cluster: ElementId): ReadonlyMap<string, ReadonlyMap<string, PlannedService>> {
  const out = new Map<string, Map<string, PlannedService>>();
  const of = (namespace: string) => {
    const known = out.get(namespace) ?? new Map<string, PlannedService>();
    out.set(namespace, known);
    return known;
  };
  for (const { namespace } of plan.pods.filter((each) => each.cluster === cluster)) of(namespace);
  for (const { name } of plan.topology.clusters.find(({ id }) => id === cluster)?.namespaces ?? []) of(name);
  for (const service of plan.services)
    if (service.cluster === cluster) of(service.namespace).set(service.name, service);
  return out;
}

function once<T>(make: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => {
    value ??= { of: make() };
    return value.of;
  };
}

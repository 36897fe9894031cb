import { cidr, parseIp, plus, showIp } from '../../base/addr/index.ts';
import { once, remembered } from '../../base/memo.ts';
import { isWithin, type RecordType, type Zone, type ZoneRecord } from '../../network/dns.ts';
import { indexOfPods, selectedEndpoints } from '../../plan/endpoints.ts';
import type { Endpoint, Plan, PlannedCluster, PlannedService, PlannedServicePort } from '../../plan/plan.ts';
import { itemOf } from '../../plan/plan-index.ts';
import { requirementsOf } from '../../plan/plan-services.ts';
import { clusterDomain } from '../../plan/resolv-conf.ts';
import { type ElementId, elementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';

/**
 * The names of a cluster, as the `kubernetes` plugin of CoreDNS has them (plugin/kubernetes, and the DNS specification of Kubernetes 1.1.0):
 * Services, ports, endpoints of headless Services, external names; and `A-B-C-D.NAMESPACE.pod`, which `pods insecure` answers unseen, `pods verified`
 * where a pod of the namespace has the address, and `pods disabled` never.
 */
export function kubernetesZone(plan: Plan, cluster: PlannedCluster, ttl: number, mode = 'insecure'): Zone {
  const own = once(() => indexOf(plan, cluster));
  const find = (name: string, nowhere: (external: string) => boolean): readonly ZoneRecord[] | undefined => {
    if (name === clusterDomain) return [];
    const labels = name
      .slice(0, -clusterDomain.length - 1)
      .split('.')
      .reverse();
    const [kind, namespace, service, ...rest] = labels;
    if (kind !== 'svc' && kind !== 'pod') return undefined;
    if (namespace === undefined) return [];
    const services = own().get(namespace);
    if (!services) return undefined;
    if (service === undefined) return [];
    const record = (type: RecordType, value: string, source: ElementId): ZoneRecord => ({
      ...{ name, type, value, ttl, source },
    });
    if (kind === 'pod') {
      const address = /^\d+-\d+-\d+-\d+$/.test(service) ? service.replaceAll('-', '.') : '';
      if (parseIp(address) === undefined || rest.length > 0 || mode === 'disabled') return undefined;
      const isThere = (pod: Plan['pods'][number]) => pod.namespace === namespace && pod.address === address;
      const missing = mode === 'verified' && !plan.pods.some((pod) => pod.cluster === cluster.id && isThere(pod));
      return missing ? undefined : [record('A', address, cluster.id)];
    }
    const found = services.get(service);
    // every cluster has the Service of its API server, at the first address of the block
    if (!found && namespace === 'default' && service === 'kubernetes' && rest.length === 0)
      return [record('A', apiAddress(cluster), cluster.id)];
    return found && below(plan, found, rest, record, nowhere);
  };
  // where an alias leads is read off without asking again where it leads
  const plain = (name: string) => find(name, () => false);
  return {
    ...{ name: clusterDomain, title: `cluster ${cluster.name}`, servers: [], plain: true, source: cluster.id },
    soa: { ttl, minimum: ttl },
    at: remembered((name) => find(name, (external) => leadsNowhere(plain, external))),
  };
}

/** The address of the API server's own Service: the first of the block. */
export const apiAddress = ({ serviceCidr }: PlannedCluster): string => {
  const { base } = cidr(serviceCidr);
  return showIp(plus(base, 1));
};

type Make = (type: RecordType, value: string, source: ElementId) => ZoneRecord;

/** Aliases that the plugin follows in its own zone, one behind the other (plugin/backend_lookup.go, CoreDNS 1.12). */
const mostAliases = 8;

/**
 * The records of a Service, or of a port or an endpoint below its name, as `findServices` of the plugin finds them (plugin/kubernetes,
 * kubernetes.go, CoreDNS 1.12): one entry for each address and port that fits, which has an address and an SRV record. Without an entry there is
 * no such name, also of a headless Service that has no ready endpoint.
 */
function below(
  plan: Plan,
  service: PlannedService,
  rest: readonly string[],
  record: Make,
  nowhere: (external: string) => boolean,
): readonly ZoneRecord[] | undefined {
  const { id, headless, type, clusterIp, otherClusterIp, ports } = service;
  const [first, second] = rest;
  if (rest.length > 2) return undefined;
  if (type === 'ExternalName') {
    const external = externalNameOf(plan, id);
    const isEndpoint = first !== undefined && second === undefined;
    if (external === undefined || isEndpoint || parseIp(external) !== undefined) return undefined;
    return nowhere(external) ? [] : [record('CNAME', external, id)];
  }
  const unscored = (label: string | undefined) => label?.replace(/^_/, '');
  const isAsked = ({ name, protocol }: PlannedServicePort): boolean =>
    second === undefined || (protocol === unscored(first) && name === unscored(second));
  if (headless || (first !== undefined && second === undefined)) {
    const found = readyOf(plan, service).filter(
      (each) =>
        (ports.length === 0 || isAsked(ports[each.servicePort]!)) &&
        (first === undefined || second !== undefined || endpointName(plan, service, each) === first),
    );
    const entries = found.map((each) => ({
      ...{ address: each.address, port: each.port, host: `${endpointName(plan, service, each)}.`, source: id },
    }));
    return entries.length === 0 ? undefined : recordsOf(service, entries, record);
  }
  const asked = ports.filter(isAsked);
  if (asked.length === 0 || clusterIp === undefined) return undefined;
  const own = [clusterIp, ...(otherClusterIp === undefined ? [] : [otherClusterIp])];
  const entries = own.flatMap((address) => asked.map(({ port, id: source }) => ({ address, port, host: '', source })));
  return recordsOf(service, entries, record);
}

/** Whether an external name in the cluster's own zone ends at a name without records, or goes round: then nothing is answered. */
function leadsNowhere(at: Zone['at'], external: string): boolean {
  let name = external;
  for (let i = 1; isWithin(name, clusterDomain); i++) {
    const own = at(name) ?? [];
    if (i > mostAliases || own.length === 0) return true;
    const alias = own.find(({ type }) => type === 'CNAME');
    if (!alias) return false;
    name = alias.value;
  }
  return false;
}

interface Entry {
  readonly address: string;
  readonly port: number;
  /** What stands before the Service's name, with its dot. */
  readonly host: string;
  readonly source: ElementId;
}

/** Addresses once each, and an SRV record of each port; their weights share 100. */
function recordsOf(
  { id, name, namespace }: PlannedService,
  entries: readonly Entry[],
  record: Make,
): readonly ZoneRecord[] {
  const weight = Math.max(1, Math.floor(100 / entries.length));
  const target = ({ host }: Entry) => `${host}${name}.${namespace}.svc.${clusterDomain}`;
  const services = new Map(
    entries
      .filter(({ port }) => port > 0)
      .map((each) => [`0 ${weight} ${each.port} ${target(each)}`, each.source] as const),
  );
  return [
    ...[...new Set(entries.map(({ address }) => address))].map((address) =>
      record(address.includes(':') ? 'AAAA' : 'A', address, id),
    ),
    ...[...services].map(([value, source]) => record('SRV', value, source)),
  ];
}

/** The host name of a pod of a stateful set, which its headless Service governs; else the address with dashes (`endpointHostname`). */
const endpointName = (plan: Plan, service: PlannedService, endpoint: Endpoint): string =>
  hostNameOf(plan, service, endpoint) ?? endpoint.address.replaceAll(/[.:]/g, '-');

/** The host name of a pod of a stateful set behind its headless Service; undefined: the endpoint has none. */
export function hostNameOf(
  { topology, pods }: Plan,
  { headless }: PlannedService,
  { pod, name }: Endpoint,
): string | undefined {
  const workload = headless && pod !== undefined ? itemOf(pods, pod)?.workload : undefined;
  const isSet =
    workload !== undefined &&
    topology.clusters.some(({ workloads }) => itemOf(workloads, workload)?.kind === 'statefulset');
  return isSet ? name : undefined;
}

/** A headless Service may do without ports: its endpoints then have none, and its name their addresses. */
const noPort: PlannedServicePort = { id: elementId('#no-port'), name: '', protocol: 'tcp', port: 0, target: 0 };

/** Endpoints that names lead to. */
export function readyOf(plan: Plan, service: PlannedService): readonly Endpoint[] {
  const { id, headless, ports, endpoints, cluster } = service;
  const written = plan.topology.clusters.flatMap(({ services }) => services).find((each) => each.id === id);
  const all =
    headless && ports.length === 0 && written
      ? selectedEndpoints({ ...written, requirements: requirementsOf(written) ?? [] }, [noPort], {
          pods: indexOfPods(plan.pods.filter((pod) => pod.cluster === cluster)),
          zones: new Map(),
          families: plan.clusters.find(({ id }) => id === cluster)?.families ?? [4],
        })
      : endpoints;
  return all.filter(({ ready }) => ready);
}

function externalNameOf({ topology }: Plan, id: ElementId): string | undefined {
  const written = topology.clusters.flatMap(({ services }) => services).find((each) => each.id === id);
  return settingOf(written?.settings ?? [], 'externalName')
    ?.values[0]?.toLowerCase()
    .replace(/\.$/, '');
}

/** Namespaces that every cluster has (kubernetes.io, Namespaces). */
const usualNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Services by namespace and name; namespaces without any are there too. */
function indexOf(plan: Plan, { id }: PlannedCluster): ReadonlyMap<string, ReadonlyMap<string, PlannedService>> {
  const out = new Map<string, Map<string, PlannedService>>();
  const of = (namespace: string) => {
    const known = out.get(namespace) ?? new Map<string, PlannedService>();
    out.set(namespace, known);
    return known;
  };
  for (const namespace of usualNamespaces) of(namespace);
  for (const { namespace } of plan.pods.filter((each) => each.cluster === id)) of(namespace);
  for (const { name } of plan.topology.clusters.find((each) => each.id === id)?.namespaces ?? []) of(name);
  for (const service of plan.services) if (service.cluster === id) of(service.namespace).set(service.name, service);
  return out;
}

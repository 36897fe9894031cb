import { AddressPool, contains, type Family, parseCidr, parseIp, sizeOf } from '../base/addr/index.ts';
import { showIp } from '../base/addr/ip.ts';
import { secondsOf } from '../base/duration.ts';
import { naturalOrder } from '../base/natural-order.ts';
import type { Cluster, Service } from '../topology/cluster.ts';
import { type ElementId, elementId } from '../topology/id.ts';
import { type Labels, type Requirement, type Setting, settingOf } from '../topology/setting.ts';
import type { Port } from '../topology/vpc.ts';
import { isInDownZone } from './down-zones.ts';
import type { Draft } from './draft.ts';
import { hintedEndpoints } from './endpoint-hints.ts';
import { indexOfPods, selectedEndpoints, writtenEndpoints } from './endpoints.ts';
import { ofFamily } from './families.ts';
import { kubernetesService } from './kubernetes-service.ts';
import { nodeLocalSourceOf, upstreamName } from './node-local-dns.ts';
import type { PlannedCluster, PlannedPod, PlannedService, PlannedServicePort } from './plan.ts';
import type { LabelIndex } from './select.ts';
import { written4, written6 } from './take-addresses.ts';

/** What a Service declaration says, whether it stands as `service` or as `expose` of a workload. */
interface Declared {
  readonly id: ElementId;
  /** It comes behind all that are written. */
  readonly added?: true;
  readonly name: string;
  readonly namespace: string;
  readonly type: string | undefined;
  readonly addresses: Service['addresses'];
  readonly ports: readonly Port[];
  readonly endpoints: Service['endpoints'];
  readonly requirements: readonly Requirement[] | undefined;
  readonly settings: Service['settings'];
  readonly balancer: string | undefined;
}

const nodePorts = { from: 30000, to: 32767 };

/** All Services of a cluster with cluster IPs, node ports and endpoints. */
export function planServices(draft: Draft, cluster: Cluster, planned: PlannedCluster): void {
  const { serviceCidr, otherServiceCidr } = planned;
  const own = [...cluster.services.map(declaredService), ...exposed(cluster)];
  const declared = [...own, ...upstreamOf(cluster, own)].sort(
    (a, b) => Number(a.added ?? false) - Number(b.added ?? false) || naturalOrder(a.id, b.id),
  );
  const pods = indexOfPods(draft.pods.filter((pod) => pod.cluster === cluster.id));
  const zones = new Map(draft.nodes.map((node) => [node.id, node.zone]));
  const ips = {
    first: clusterIps(declared, serviceCidr),
    other: otherServiceCidr === undefined ? undefined : clusterIps(declared, otherServiceCidr),
  };
  const taken = new Set(declared.flatMap(writtenNodePorts));
  for (const service of declared) draft.services.push(planService(draft, cluster, service, pods, zones, ips, taken));
  const api = kubernetesService(cluster, serviceCidr, (address, subnet) => isInDownZone(draft, address, subnet));
  if (api) draft.services.push(api);
}

/** Every node port that somebody wrote. */
const writtenNodePorts = ({ ports, settings }: Declared): number[] => [
  ...ports.flatMap((port) => port.nodePort ?? []),
  ...settings.flatMap(({ key, values }) => (key === 'healthCheckNodePort' ? Number(values[0]) : [])),
];

/** Which pods are behind a Service; undefined: its endpoints are written by hand. */
export const requirementsOf = ({ selector, endpoints, name }: Service): readonly Requirement[] | undefined =>
  selector?.requirements ?? (endpoints.length > 0 ? undefined : [{ key: 'app', operator: 'in', values: [name] }]);

const declaredService = (service: Service): Declared => ({
  ...service,
  type: service.type,
  requirements: requirementsOf(service),
  balancer: service.balancer,
});

/** The Service that a workload's `expose` lines make, as if it had been written: for a `given` that says more of it. */
export function exposedService(cluster: Cluster, id: ElementId): Service | undefined {
  const made = exposed(cluster).find((each) => each.id === id);
  if (!made) return undefined;
  const { type, name, namespace, ports, requirements = [] } = made;
  return {
    ...{ id, name, namespace, addresses: [], vips: [], ports, endpoints: [], placements: [], subnets: [] },
    ...{ securityGroups: [], labels: {}, settings: [], selector: { id, requirements } },
    ...(type === undefined ? {} : { type }),
  };
}

/** `expose` lines of one workload are the ports of one Service with the workload's name. */
function exposed(cluster: Cluster): Declared[] {
  return cluster.workloads
    .filter((workload) => workload.expose.length > 0)
    .map((workload) => {
      const labels = Object.keys(workload.labels).length > 0 ? workload.labels : { app: workload.name };
      return {
        id: elementId(`${workload.id}#service`),
        name: workload.name,
        namespace: workload.namespace,
        type: workload.expose.find((each) => each.type !== undefined)?.type,
        addresses: [],
        ports: workload.expose.map(({ id, name, port, protocol, target }) => ({
          id,
          port,
          protocol,
          ...(name === undefined ? {} : { name }),
          ...(target === undefined ? {} : { target }),
        })),
        endpoints: [],
        requirements: Object.entries(labels).map(([key, value]) => ({ key, operator: 'in' as const, values: [value] })),
        settings: [],
        balancer: undefined,
      };
    });
}

/**
 * The Service `kube-dns-upstream`, which the manifest of NodeLocal DNSCache makes with the selector of the cluster's DNS
 * (kubernetes, cluster/addons/dns/nodelocaldns/nodelocaldns.yaml), unless it is written.
 */
function upstreamOf(cluster: Cluster, services: readonly Declared[]): readonly Declared[] {
  const cache = nodeLocalSourceOf(cluster);
  const dns = services.find(isClusterDns);
  if (!cache || !dns || services.some((each) => each.namespace === dns.namespace && each.name === upstreamName))
    return [];
  const id = elementId(`${cache.source}#service`);
  const ports = dns.ports.map((port, i) => ({ ...port, id: elementId(`${id}:${i}`) }));
  return [{ ...dns, id, name: upstreamName, type: undefined, addresses: [], ports, settings: [], balancer: undefined }];
}

interface ClusterIps {
  next(owner: ElementId): string | undefined;
}

/** Those of the primary family of the cluster, and of the other one where it has both. */
interface IpsOfFamilies {
  readonly first: ClusterIps;
  readonly other: ClusterIps | undefined;
}

/** Cluster IPs that the author left out come from the upper band of the block, as the API server takes them (KEP-3070). */
function clusterIps(declared: readonly Declared[], serviceCidr: string): ClusterIps {
  const block = parseCidr(serviceCidr)!.cidr;
  const size = sizeOf(block);
  const band = Math.min(Math.max(16, Math.floor(size / 16)), 256, Math.max(0, size - 2));
  const pool = new AddressPool(block, { first: 1 + band, last: 1 });
  for (const service of declared) {
    for (const each of service.addresses) {
      const ip = parseIp(each.text);
      if (ip !== undefined && contains(block, ip)) pool.take(ip);
    }
  }
  return {
    next: () => {
      const ip = pool.next();
      return ip === undefined ? undefined : showIp(ip);
    },
  };
}

/** The cluster's DNS Service: installers give it the address that kubelets know (EKS add-on, kubeadm). */
const isClusterDns = ({ namespace, name }: Pick<Declared, 'namespace' | 'name'>): boolean =>
  namespace === 'kube-system' && name === 'kube-dns';

const isOf = (families: readonly Family[], text: string): boolean =>
  families.some((family) => ofFamily([text], family) !== undefined);

const writtenOf = ({ addresses }: Declared, family: Family): string | undefined =>
  family === 6 ? written6(addresses) : written4(addresses);

/**
 * The families of a Service, of those that its cluster has: as `ipFamilies` names them, or the cluster's primary one; both where
 * `ipFamilyPolicy` wants or prefers it, or two are named (pkg/registry/core/service/storage/alloc.go).
 */
function serviceFamilies({ settings }: Declared, has: readonly Family[]): readonly Family[] {
  const named = (settingOf(settings, 'ipFamilies')?.values ?? []).flatMap((text): Family[] =>
    text === 'IPv4' ? [4] : text === 'IPv6' ? [6] : [],
  );
  const policy = settingOf(settings, 'ipFamilyPolicy')?.values[0];
  const wantsBoth = policy === 'PreferDualStack' || policy === 'RequireDualStack' || named.length > 1;
  const first = named.length > 0 ? named : has.slice(0, 1);
  const all = wantsBoth ? [...new Set([...first, ...has])] : first;
  const own = all.filter((family) => has.includes(family));
  return own.length > 0 ? own : has.slice(0, 1);
}

function planService(
  draft: Draft,
  cluster: Cluster,
  service: Declared,
  pods: LabelIndex<PlannedPod>,
  zones: ReadonlyMap<ElementId, string | undefined>,
  ips: IpsOfFamilies,
  taken: Set<number>,
): PlannedService {
  const headless =
    service.type === 'headless' ||
    service.type === 'None' ||
    settingOf(service.settings, 'clusterIP')?.values[0] === 'None';
  const type = typeOf(service.type);
  const planned = draft.clusters.find(({ id }) => id === cluster.id)!;
  const families = serviceFamilies(service, planned.families);
  const none = headless || type === 'ExternalName';
  const [wrote, otherWrote] = families.map((family) => writtenOf(service, family));
  const forDns = isClusterDns(service) && families[0] === planned.families[0] ? planned.dnsAddress : undefined;
  const drawn = (family: Family | undefined): string | undefined =>
    family === undefined ? undefined : (family === planned.families[0] ? ips.first : ips.other)?.next(service.id);
  const clusterIp = none ? undefined : (wrote ?? forDns ?? drawn(families[0]));
  const otherClusterIp = none ? undefined : (otherWrote ?? drawn(families[1]));
  if (clusterIp !== undefined && wrote === undefined)
    draft.supply(
      service.id,
      clusterIp,
      forDns === undefined
        ? 'The lowest free address of the upper band of the Service block.'
        : 'The address that kubelets write into the pods of the cluster for DNS.',
    );
  const ports = service.ports.map((port) => planPort(draft, port, type, taken));
  const { requirements } = service;
  const { endpoints, unclearHints } = requirements
    ? hintedEndpoints(
        draft,
        cluster,
        service,
        selectedEndpoints({ ...service, requirements }, ports, { pods, zones, families }),
      )
    : { endpoints: writtenEndpoints(service, ports) };
  const affinity = settingOf(service.settings, 'sessionAffinity')?.values[0] === 'ClientIP';
  const external = policy(service, 'externalTrafficPolicy');
  const health = type === 'LoadBalancer' && external === 'Local' ? healthPort(draft, service, taken) : undefined;
  return {
    id: service.id,
    name: service.name,
    namespace: service.namespace,
    cluster: cluster.id,
    type,
    headless,
    ...(clusterIp === undefined ? {} : { clusterIp }),
    clusterIpAssigned: wrote === undefined,
    ...(otherClusterIp === undefined ? {} : { otherClusterIp }),
    externalIps: settingOf(service.settings, 'externalIPs')?.values.filter((each) => isOf(families, each)) ?? [],
    ...(requirements ? { selector: labelsOf(requirements) } : {}),
    ports,
    endpoints,
    externalTrafficPolicy: external,
    internalTrafficPolicy: policy(service, 'internalTrafficPolicy'),
    ...(affinity ? { affinitySeconds: affinitySeconds(service) } : {}),
    ...(health === undefined ? {} : { healthCheckNodePort: health }),
    ...(service.balancer === undefined ? {} : { balancer: service.balancer }),
    ...(type === 'LoadBalancer' ? balancerStatus(service, families) : {}),
    ...(unclearHints === undefined ? {} : { unclearHints }),
  };
}

/** The selector of a Service as the API has it: a label with its value each. */
const labelsOf = (requirements: readonly Requirement[]): Labels =>
  Object.fromEntries(requirements.flatMap(({ key, values }) => (values[0] === undefined ? [] : [[key, values[0]]])));

const typeOf = (text: string | undefined): PlannedService['type'] =>
  text === 'NodePort' || text === 'LoadBalancer' || text === 'ExternalName' ? text : 'ClusterIP';

const policy = (service: Declared, key: string): 'Cluster' | 'Local' =>
  settingOf(service.settings, key)?.values[0] === 'Local' ? 'Local' : 'Cluster';

/**
 * What the status of a balancer tells kube-proxy: its addresses, if it has told any (a balancer of AWS tells a name), unless
 * `ipMode Proxy` says that it sends to node ports (KEP-1860); and who may use them.
 */
function balancerStatus(
  { settings }: Declared,
  families: readonly Family[],
): Pick<PlannedService, 'balancerIps' | 'sourceRanges'> {
  const told = settingOf(settings, 'status.loadBalancer')?.values.filter((each) => isOf(families, each));
  return told && told.length > 0 ? statusOf(settings, told) : {};
}

/** The same of addresses that somebody else tells. */
export function statusOf(
  settings: readonly Setting[],
  told: readonly string[],
): Pick<PlannedService, 'balancerIps' | 'sourceRanges'> {
  if (settingOf(settings, 'ipMode')?.values[0] === 'Proxy') return {};
  const ranges = settingOf(settings, 'loadBalancerSourceRanges')?.values.filter((each) => parseCidr(each)) ?? [];
  return { balancerIps: told, ...(ranges.length > 0 ? { sourceRanges: ranges } : {}) };
}

/** How long a client stays with its endpoint: 3 hours unless the author says. */
function affinitySeconds({ settings }: Declared): number {
  const written = settingOf(settings, 'sessionAffinityTimeout')?.values[0];
  const seconds = written === undefined ? undefined : secondsOf(written);
  return seconds !== undefined && Number.isInteger(seconds) && seconds > 0 && seconds <= 86_400 ? seconds : 10_800;
}

function nextNodePort(taken: Set<number>): number {
  let port = nodePorts.from;
  while (taken.has(port)) port += 1;
  taken.add(port);
  return port;
}

/** The port on which kube-proxy tells a balancer whether a node has endpoints: written, or the API server's. */
function healthPort(draft: Draft, service: Declared, taken: Set<number>): number {
  const written = settingOf(service.settings, 'healthCheckNodePort')?.values[0];
  if (written !== undefined && /^\d+$/.test(written)) return Number(written);
  const port = nextNodePort(taken);
  draft.supply(service.id, `healthCheckNodePort ${port}`, drawnPort);
  return port;
}

const drawnPort = 'The lowest free port of 30000-32767; the API server would draw one.';

function planPort(draft: Draft, port: Port, type: PlannedService['type'], taken: Set<number>): PlannedServicePort {
  let { nodePort } = port;
  if (nodePort === undefined && (type === 'NodePort' || type === 'LoadBalancer')) {
    nodePort = nextNodePort(taken);
    draft.supply(port.id, `nodePort ${nodePort}`, drawnPort);
  }
  return {
    id: port.id,
    ...(port.name === undefined ? {} : { name: port.name }),
    protocol: port.protocol,
    port: port.port,
    target: port.target ?? port.port,
    ...(nodePort === undefined ? {} : { nodePort }),
  };
}

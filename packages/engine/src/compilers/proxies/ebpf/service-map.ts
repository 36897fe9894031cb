import { type Ip, parseCidr, parseIp } from '../../../base/addr/index.ts';
import { type Backend, type Frontend, type FrontendType, frontendKey, type ServiceMap } from '../../../network/ebpf.ts';
import type { Protocol } from '../../../network/header.ts';
import type { Mark } from '../../../network/unmodelled.ts';
import type { Endpoint, PlannedPod, PlannedService, PlannedServicePort } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';
import { categorize, endpointsInOrder } from '../categorize.ts';
import type { ProxyNode } from '../service-proxy.ts';
import { redirectedTo } from './local-redirect.ts';

/** A node whose map is made: its pods are behind its host ports. */
export interface MappedNode {
  readonly proxied: ProxyNode;
  readonly pods: readonly PlannedPod[];
  readonly unmodelled: readonly Mark[];
  /** Questions to the cluster's DNS go to a pod of the node. */
  readonly redirects: boolean;
}

/**
 * The map of Services on one node (cilium/cilium v1.19, pkg/loadbalancer). `all`: of every type; else of cluster IPs, which Cilium
 * translates for pods also where kube-proxy does all else.
 */
export function serviceMap(
  services: readonly PlannedService[],
  { proxied, pods, unmodelled, redirects }: MappedNode,
  all: boolean,
): ServiceMap {
  const made = new FrontendList();
  for (const service of services)
    if (service.clusterIp !== undefined) addService(made, service, proxied, redirects ? pods : [], all);
  if (all) addHostPorts(made, pods, proxied);
  return { frontends: made.frontends, nodePorts: made.nodePorts, unmodelled };
}

class FrontendList {
  readonly frontends = new Map<string, Frontend>();
  readonly nodePorts = new Map<string, Frontend>();

  /** The first that has an address and a port keeps it. */
  add(of: Omit<Frontend, 'id'>): void {
    const id = this.frontends.size + this.nodePorts.size + 1;
    const { address, protocol, port } = of;
    if (address === undefined) {
      const key = `${protocol} ${port}`;
      if (!this.nodePorts.has(key)) this.nodePorts.set(key, { ...of, id });
      return;
    }
    const key = frontendKey({ protocol, dst: address, dport: port });
    if (!this.frontends.has(key)) this.frontends.set(key, { ...of, id });
  }
}

const backendOf = ({ address, port, name, node, pod }: Endpoint): Backend => ({
  address: parseIp(address)!,
  port,
  label: name,
  ...(node === undefined ? {} : { node }),
  ...(pod === undefined ? {} : { source: pod }),
});

interface Backends {
  readonly everywhere: readonly Backend[];
  localTo(node: ElementId): readonly Backend[];
  readonly any: boolean;
}

const known = new WeakMap<PlannedServicePort, Backends>();

/** The backends of a port of a Service: found once for all nodes. */
function backendsOf(service: PlannedService, port: PlannedServicePort, index: number): Backends {
  const earlier = known.get(port);
  if (earlier) return earlier;
  const own = service.endpoints.filter((each) => each.servicePort === index);
  const { cluster, localTo, any } = categorize(service, port, endpointsInOrder(own));
  const made = { everywhere: cluster.map(backendOf), localTo: (node: ElementId) => localTo(node).map(backendOf), any };
  known.set(port, made);
  return made;
}

const ipsOf = (texts: readonly string[]): readonly Ip[] => texts.flatMap((text) => parseIp(text) ?? []);

/** Programs and pods of the cluster follow the internal policy at every address, others the external one (pkg/loadbalancer, scopes). */
function addService(
  made: FrontendList,
  service: PlannedService,
  node: ProxyNode,
  caches: readonly PlannedPod[],
  all: boolean,
): void {
  const { internalTrafficPolicy, externalTrafficPolicy } = service;
  service.ports.forEach((port, index) => {
    const { everywhere, localTo, any } = backendsOf(service, port, index);
    const local = localTo(node.id);
    const inside = internalTrafficPolicy === 'Local' ? local : everywhere;
    const outside = externalTrafficPolicy === 'Local' ? local : everywhere;
    const cause = any ? ('SVC-NOLOCAL' as const) : ('SVC-NOEP' as const);
    const add = (
      type: FrontendType,
      address: Ip | undefined,
      number: number,
      more: Partial<Pick<Frontend, 'sources' | 'inside' | 'outside'>> = {},
    ): void =>
      made.add({
        ...{ type, protocol: port.protocol as Protocol, port: number, of: service.name, inside, cause },
        ...(address === undefined ? {} : { address }),
        outside: internalTrafficPolicy === externalTrafficPolicy ? inside : outside,
        ...more,
        source: service.id,
      });
    const own = redirectedTo(service, port, caches);
    if (own) add('LocalRedirect', parseIp(service.clusterIp!), port.port, { inside: own, outside: own });
    else add('ClusterIP', parseIp(service.clusterIp!), port.port, { outside: inside });
    if (!all) return;
    for (const ip of ipsOf(service.externalIps)) add('ExternalIPs', ip, port.port);
    const ranges = (service.sourceRanges ?? []).flatMap((text) => parseCidr(text)?.cidr ?? []);
    const sources = ranges.length > 0 ? { sources: ranges } : {};
    for (const ip of ipsOf(service.balancerIps ?? [])) add('LoadBalancer', ip, port.port, sources);
    if (port.nodePort === undefined) return;
    for (const ip of node.addresses) add('NodePort', ip, port.nodePort);
    add('NodePort', undefined, port.nodePort);
  });
}

/** Ports of the node that pods of it ask for (Cilium does the work of the plugin portmap where it does that of kube-proxy). */
function addHostPorts(made: FrontendList, pods: readonly PlannedPod[], { addresses }: ProxyNode): void {
  for (const { address, hostNetwork, listens, name, node, id } of pods) {
    const ip = hostNetwork || address === undefined ? undefined : parseIp(address);
    if (ip === undefined) continue;
    for (const { hostPort, hostIp, port, protocol } of listens) {
      if (hostPort === undefined) continue;
      const backends = [{ address: ip, port, label: name, ...(node === undefined ? {} : { node }), source: id }];
      const of = {
        ...{ type: 'HostPort' as const, protocol: protocol as Protocol, port: hostPort, of: name },
        // no packet is without its pod
        ...{ inside: backends, outside: backends, cause: 'SVC-NOEP' as const, source: id },
      };
      const written = parseIp(hostIp ?? '');
      const wide = written === undefined || written === 0 || written === 0n;
      for (const own of wide ? addresses : [written]) made.add({ ...of, address: own });
      if (wide) made.add(of);
    }
  }
}

import { cidr, parseIp, showCidr, single } from '../../addr/index.ts';
import type { Protocol } from '../../network/header.ts';
import { textOnce } from '../../network/memo.ts';
import type { Chain, Match, NetfilterRule } from '../../network/netfilter.ts';
import type { Endpoint, PlannedService, PlannedServicePort } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import type { ProxyOptions } from '../service-proxy.ts';
import { chainNames, endpointChain } from './names.ts';

/** One port of one Service with the endpoints that traffic may go to. */
export interface ServicePort {
  readonly service: PlannedService;
  readonly port: PlannedServicePort;
  /** The endpoints that any node may use. */
  readonly endpoints: readonly Endpoint[];
  /** The endpoints of one node, judged by themselves. */
  localTo(node: ElementId): readonly Endpoint[];
  readonly names: ReturnType<typeof chainNames>;
  /** The name of the chain of one of the endpoints. */
  chainOf(endpoint: Endpoint): string;
  readonly external: boolean;
}

/** Ready endpoints; where there are none, those that are terminating and still serve (pkg/proxy/topology.go). */
function usable(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const ready = endpoints.filter((each) => each.ready);
  return ready.length > 0 ? ready : endpoints.filter((each) => each.draining);
}

export function servicePorts(services: readonly PlannedService[]): ServicePort[] {
  return services.flatMap((service) => {
    if (service.clusterIp === undefined) return [];
    return service.ports.map((port, index): ServicePort => {
      const all = service.endpoints.filter((each) => each.servicePort === index);
      return {
        service,
        port,
        endpoints: usable(all),
        localTo: (node) => usable(all.filter((each) => each.node === node)),
        names: chainNames(service, port),
        chainOf: textOnce((endpoint) => endpointChain(service, port, endpoint)),
        external:
          port.nodePort !== undefined || service.externalIps.length > 0 || (service.balancerIps ?? []).length > 0,
      };
    });
  });
}

const jump = (matches: readonly Match[], chain: string, source?: ElementId): NetfilterRule => ({
  matches,
  target: { kind: 'jump', chain },
  ...(source === undefined ? {} : { source }),
});

export const markMasquerade = 'KUBE-MARK-MASQ';

/**
 * A chain that picks one of the endpoints. First, where it is the chain of the cluster IP, packets that are not from pods
 * are marked (`before`); then affinity; then 1/n, 1/(n−1), … and the last endpoint for all that is left.
 */
export function balance(
  name: string,
  { service, chainOf }: ServicePort,
  endpoints: readonly Endpoint[],
  before: readonly NetfilterRule[] = [],
): Chain {
  const rules: NetfilterRule[] = [...before];
  const chains = endpoints.map(chainOf);
  if (service.affinitySeconds !== undefined) {
    for (const chain of chains)
      rules.push(
        jump([{ kind: 'recent', list: chain, set: false, seconds: service.affinitySeconds }], chain, service.id),
      );
  }
  endpoints.forEach((endpoint, i) => {
    const left = endpoints.length - i;
    rules.push({
      ...jump(left > 1 ? [{ kind: 'statistic', of: left }] : [], chains[i]!, service.id),
      pick: { kind: 'endpoint', of: service.name, option: endpoint.name },
    });
  });
  return { table: 'nat', name, rules };
}

/** An endpoint's chain: its own packets are masqueraded (they would come back to it unseen), then the destination is rewritten. */
export function endpointRules(servicePort: ServicePort, endpoint: Endpoint): Chain {
  const { service, port } = servicePort;
  const name = servicePort.chainOf(endpoint);
  const to = parseIp(endpoint.address)!;
  const set: Match[] = service.affinitySeconds === undefined ? [] : [{ kind: 'recent', list: name, set: true }];
  return {
    table: 'nat',
    name,
    rules: [
      jump([{ kind: 'src', block: single(to) }], markMasquerade, service.id),
      {
        matches: [{ kind: 'protocol', protocol: port.protocol as Protocol }, ...set],
        target: { kind: 'dnat', to, port: endpoint.port },
        source: endpoint.pod ?? service.id,
      },
    ],
  };
}

/** What marks packets to a cluster IP that do not come from pods: all of them, those from outside the pods' block, or none. */
export function markOutsiders({ service, port }: ServicePort, options: ProxyOptions): NetfilterRule[] {
  const to = addressed(service.clusterIp!, port);
  if (options.masqueradeAll) return [jump(to, markMasquerade, service.id)];
  if (options.podCidr === undefined) return [];
  return [jump([{ kind: 'src', block: cidr(options.podCidr), not: true }, ...to], markMasquerade, service.id)];
}

/** Where traffic from outside comes in: masqueraded to any endpoint, or unmasqueraded to local ones. */
export function externalRules({ service, names }: ServicePort, local: boolean, options: ProxyOptions): Chain {
  const masquerade = jump([], markMasquerade, service.id);
  if (service.externalTrafficPolicy === 'Cluster')
    return { table: 'nat', name: names.ext, rules: [masquerade, jump([], names.svc, service.id)] };
  const fromNode: Match = { kind: 'addrtype', side: 'src' };
  const fromPods: Match[] = options.podCidr === undefined ? [] : [{ kind: 'src', block: cidr(options.podCidr) }];
  return {
    table: 'nat',
    name: names.ext,
    rules: [
      ...(fromPods.length > 0 ? [jump(fromPods, names.svc, service.id)] : []),
      jump([fromNode], markMasquerade, service.id),
      jump([fromNode], names.svc, service.id),
      ...(local ? [jump([], names.svl, service.id)] : []),
    ],
  };
}

/** Lets only the listed sources of a balancer's address through; what is left over meets KUBE-PROXY-FIREWALL. */
export function firewallRules({ service, names }: ServicePort): Chain {
  const allowed = [
    ...(service.sourceRanges ?? []),
    ...(service.balancerIps ?? []).map((ip) => showCidr(single(parseIp(ip)!))),
  ];
  const rules = allowed.map((text) => jump([{ kind: 'src', block: cidr(text) }], names.ext, service.id));
  return { table: 'nat', name: names.fw, rules };
}

/** `-d address -p protocol --dport port`. */
export function addressed(address: string, port: PlannedServicePort): Match[] {
  return [
    { kind: 'dst', block: single(parseIp(address)!) },
    { kind: 'protocol', protocol: port.protocol as Protocol },
    { kind: 'dport', from: port.port, to: port.port },
  ];
}

export function onNodePort({ port }: ServicePort): Match[] {
  return [
    { kind: 'protocol', protocol: port.protocol as Protocol },
    { kind: 'dport', from: port.nodePort!, to: port.nodePort! },
  ];
}

export { jump };

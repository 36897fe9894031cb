import { cidr } from '../../../base/addr/index.ts';
import { PartedMap } from '../../../base/parted-map.ts';
import { type Chain, chainKey, type Match, type NetfilterRule, withSource } from '../../../network/netfilter.ts';
import type { Endpoint, PlannedService } from '../../../plan/plan.ts';
import { usesCluster, usesLocal } from '../categorize.ts';
import type { CompiledServices, NodeOptions, ProxyNode, ProxyOptions } from '../service-proxy.ts';
import { balance, endpointRules, externalRules, firewallRules, jump, markOutsiders, refuseSources } from './chains.ts';
import { builtInOf, fixedChains } from './fixed-chains.ts';
import { endpointPrefix } from './names.ts';
import { answersEverywhere, answersOnLocalhost, nodePortJumps } from './node-ports.ts';
import { addressed, comment, onNodePort, type ServicePort, servicePorts } from './service-port.ts';

/** Chain names, rule order, comments and marks are those of kube-proxy's pkg/proxy/iptables/proxier.go. */
export function compile(services: readonly PlannedService[], options: ProxyOptions): CompiledServices {
  const { detector, ...rest } = options;
  if (detector?.kind !== 'node-cidr') return compileFor(services, detector ? { ...rest, detector } : rest);
  // every node has a block of its own in its rules: nothing is shared
  return {
    shared: new Map(),
    chainsOn: (node) => {
      const { podCidr } = node;
      const of = podCidr === undefined ? rest : { ...rest, detector: { kind: 'cidr', block: podCidr } as const };
      const { shared, chainsOn } = compileFor(services, of);
      return [...chainsOn(node), ...shared.values()];
    },
    routeLocalnet: answersOnLocalhost(options),
  };
}

function compileFor(services: readonly PlannedService[], options: NodeOptions): CompiledServices {
  const ports = servicePorts(services);
  const shared = new PartedMap<Chain>((key) => key.startsWith(chainKey('nat', endpointPrefix)));
  const sourced = (chains: readonly Chain[]): (readonly [string, Chain])[] =>
    withSource(chains, options.origin).map((each) => [chainKey(each.table, each.name), each]);
  for (const each of ports) {
    const names = sharedNames(each);
    // Nobody reaches the chain of an endpoint but through the chain of its Service.
    if (names.length > 0)
      shared.laterWithMore(
        names.map((name) => chainKey('nat', name)),
        () => sourced(chainsOf(each, options)),
      );
  }
  const firewall: Chain = { table: 'filter', name: 'KUBE-PROXY-FIREWALL', rules: ports.flatMap(refuseSources) };
  for (const [key, chain] of sourced([...fixedChains(options.counters, options.family), firewall]))
    shared.set(key, chain);
  const local = ports.filter(
    ({ service, port, guarded, isHinted }) => usesLocal(service, port) || guarded.length > 0 || isHinted,
  );
  const everywhere =
    answersEverywhere(options) && local.every(({ service }) => service.internalTrafficPolicy === 'Cluster');
  if (everywhere)
    shared.later([chainKey('nat', 'KUBE-SERVICES')], () =>
      sourced([natServices(ports, () => true, nodePortJumps(options))]),
    );
  const everyNode = everyNodeOf(ports, local, everywhere, options);
  return {
    shared,
    chainsOn: (node) => withSource([...builtInOf(options.family), ...onNode(everyNode, node, options)], options.origin),
    routeLocalnet: answersOnLocalhost(options),
  };
}

const isSharedExternal = ({ service, external }: ServicePort): boolean =>
  external && service.externalTrafficPolicy === 'Cluster';

/** The chains of one Service port that are equal on every node, but those of endpoints. */
function sharedNames(each: ServicePort): string[] {
  const { cluster, names, isHinted } = each;
  if (cluster.length === 0) return [];
  return [...(isHinted ? [] : [names.svc]), ...(isSharedExternal(each) ? [names.ext] : [])];
}

/** The chains of one Service port that are equal on every node. */
function chainsOf(each: ServicePort, options: NodeOptions): Chain[] {
  return [
    ...(each.isHinted ? [] : clusterChains(each, each.cluster, options)),
    ...(isSharedExternal(each) ? [externalRules(each, true, options)] : []),
  ];
}

/** The chain of the cluster IP, and those of the endpoints that it picks from. */
function clusterChains(each: ServicePort, endpoints: readonly Endpoint[], options: NodeOptions): Chain[] {
  const own = each.service.internalTrafficPolicy === 'Cluster' ? markOutsiders(each, options) : [];
  return [balance(each.names.svc, each, endpoints, own), ...endpoints.map((endpoint) => endpointRules(each, endpoint))];
}

/**
 * The chains of one Service port that depend on the node. Its own endpoints have a chain here where they have none for
 * the whole cluster: those that are terminating while others are ready, and all of a Service that stays on the node. Where
 * endpoints are hinted, each node has those that are hinted to it.
 */
function localChains(each: ServicePort, node: ProxyNode, options: NodeOptions): Chain[] {
  const { service, port, names, external, any } = each;
  const cluster = each.clusterOn(node);
  const chains: Chain[] = each.isHinted ? clusterChains(each, cluster, options) : [];
  const endpoints = each.localTo(node.id);
  const own = service.internalTrafficPolicy === 'Local' ? markOutsiders(each, options) : [];
  if (endpoints.length > 0) chains.push(balance(names.svl, each, endpoints, own));
  if (external && any && service.externalTrafficPolicy === 'Local')
    chains.push(externalRules(each, endpoints.length > 0, options));
  if (each.guarded.length > 0) chains.push(firewallRules(each, node));
  const known = new Set(usesCluster(service, port) ? cluster.map(each.chainOf) : []);
  for (const endpoint of endpoints) if (!known.has(each.chainOf(endpoint))) chains.push(endpointRules(each, endpoint));
  return chains;
}

function natServices(
  ports: readonly ServicePort[],
  hasLocal: (port: ServicePort) => boolean,
  last: readonly NetfilterRule[],
): Chain {
  const rules: NetfilterRule[] = [];
  for (const each of ports) {
    const { service, port, names, label, any, guarded } = each;
    if (!any) continue;
    const to = (ip: string, what: string, chain: string) =>
      rules.push(jump(addressed(ip, port, comment(`${label} ${what}`)), chain, service.id));
    const local = service.internalTrafficPolicy === 'Local';
    if (!local || hasLocal(each)) to(service.clusterIp!, 'cluster IP', local ? names.svl : names.svc);
    for (const ip of service.externalIps) to(ip, 'external IP', names.ext);
    for (const ip of service.balancerIps ?? []) to(ip, 'loadbalancer IP', guarded.length > 0 ? names.fw : names.ext);
  }
  return { table: 'nat', name: 'KUBE-SERVICES', rules: [...rules, ...last] };
}

/** What the chains of every node are made from: of thousands of Service ports few have rules that differ by node. */
interface EveryNode {
  readonly ports: readonly ServicePort[];
  readonly local: readonly ServicePort[];
  readonly sharedServices: boolean;
  /** Those that a node may refuse, inside and from outside. */
  readonly inside: readonly ServicePort[];
  readonly outside: readonly ServicePort[];
  readonly nodePorts: readonly NetfilterRule[];
  readonly health: readonly NetfilterRule[];
}

const everyNodeOf = (
  ports: readonly ServicePort[],
  local: readonly ServicePort[],
  sharedServices: boolean,
  options: NodeOptions,
): EveryNode => ({
  ports,
  local,
  sharedServices,
  inside: ports.filter(({ any, service }) => !any || service.internalTrafficPolicy !== 'Cluster'),
  outside: ports.filter(({ any, service }) => !any || service.externalTrafficPolicy !== 'Cluster'),
  nodePorts: ports.flatMap((each) => nodePortRules(each, options)),
  health: ports.flatMap(healthRules),
});

function onNode(every: EveryNode, node: ProxyNode, options: NodeOptions): Chain[] {
  const { ports, local, sharedServices, inside, outside } = every;
  const chains = local.flatMap((each) => localChains(each, node, options));
  const hasLocal = (each: ServicePort): boolean => each.localTo(node.id).length > 0;
  if (!sharedServices) chains.push(natServices(ports, hasLocal, nodePortJumps(options, node)));
  return [
    ...chains,
    { table: 'nat', name: 'KUBE-NODEPORTS', rules: every.nodePorts },
    { table: 'filter', name: 'KUBE-NODEPORTS', rules: every.health },
    { table: 'filter', name: 'KUBE-SERVICES', rules: inside.flatMap((each) => refusedInside(each, hasLocal)) },
    {
      table: 'filter',
      name: 'KUBE-EXTERNAL-SERVICES',
      rules: outside.flatMap((each) => refusedOutside(each, hasLocal)),
    },
  ];
}

function nodePortRules(each: ServicePort, options: NodeOptions): NetfilterRule[] {
  const { service, port, names, label, any } = each;
  if (port.nodePort === undefined || !any) return [];
  const to = onNodePort(each, comment(label));
  const all = jump(to, names.ext, service.id);
  if (!options.counters || !answersOnLocalhost(options)) return [all];
  const home: Match = { kind: 'dst', block: cidr('127.0.0.0/8') };
  const counted: Match = { kind: 'nfacct', counter: 'localhost_nps_accepted_pkts' };
  return [jump([home, ...to, counted], names.ext, service.id), all];
}

/** The port on which kube-proxy tells a balancer whether the node has endpoints: one rule for each port of the Service. */
function healthRules({ service, label }: ServicePort): NetfilterRule[] {
  const { healthCheckNodePort: at } = service;
  if (at === undefined) return [];
  const matches: Match[] = [
    { kind: 'protocol', protocol: 'tcp' },
    comment(`${label} health check node port`),
    { kind: 'dport', from: at, to: at },
  ];
  return [{ matches, target: { kind: 'accept' }, source: service.id }];
}

type Refuse = (matches: (remark: Match) => readonly Match[]) => NetfilterRule;

/** How a Service port refuses what it cannot serve here; undefined where it can. */
function refusalOf(
  { service, label, any }: ServicePort,
  policy: 'Cluster' | 'Local',
  hasLocal: boolean,
): Refuse | undefined {
  const source = service.id;
  const icmp = service.clusterIp?.includes(':') ? 'icmp6' : 'icmp';
  if (!any)
    return (matches) => ({
      matches: matches(comment(`${label} has no endpoints`)),
      target: { kind: 'reject', with: `${icmp}-port-unreachable` },
      cause: 'SVC-NOEP',
      source,
    });
  if (policy === 'Cluster' || hasLocal) return undefined;
  return (matches) => ({
    matches: matches(comment(`${label} has no local endpoints`)),
    target: { kind: 'drop' },
    cause: 'SVC-NOLOCAL',
    source,
  });
}

function refusedInside(each: ServicePort, hasLocal: (port: ServicePort) => boolean): NetfilterRule[] {
  const { service, port } = each;
  const refuse = refusalOf(each, service.internalTrafficPolicy, hasLocal(each));
  return refuse ? [refuse((remark) => addressed(service.clusterIp!, port, remark))] : [];
}

function refusedOutside(each: ServicePort, hasLocal: (port: ServicePort) => boolean): NetfilterRule[] {
  const { service, port } = each;
  const refuse = refusalOf(each, service.externalTrafficPolicy, hasLocal(each));
  if (!refuse) return [];
  const onNode = (remark: Match): Match[] => [remark, { kind: 'addrtype', side: 'dst' }, ...onNodePort(each)];
  return [
    ...[...service.externalIps, ...(service.balancerIps ?? [])].map((ip) =>
      refuse((remark) => addressed(ip, port, remark)),
    ),
    ...(port.nodePort === undefined ? [] : [refuse(onNode)]),
  ];
}
